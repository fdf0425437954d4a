"""Registering a plainly invented delegation by the same actions that a library's pages use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zlib import crc32

from lokal.terbilang import terbilang
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from plm.adapters.storage import Storage
from plm.checkin.actions import issue_tickets
from plm.libraries.queries import get_library, places_of
from plm.registration.actions import (
    StoredFile,
    accept_invitation,
    hand_in_letter,
    save_participant,
    submit_delegation,
)
from plm.registration.queries import find_delegation, roster_of
from plm.registration.rules import EventRole, PaperType, PersonDetails, institution_line

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.invitations.tables import Invitation

POSITIONS = ("Pengelola perpustakaan", "Kepala desa")


@dataclass(frozen=True)
class Registrar:
    """What every registration of one run shares."""

    session: Session
    storage: Storage
    event: "Event"
    secret_key: str
    now: datetime

    def draft(self, invitation: "Invitation", people: list[str]) -> None:
        """Accept with so many people and fill them in, without sending."""
        library = get_library(self.session, invitation.library_id)
        actor = f"library:{library.id}"
        delegation = accept_invitation(
            self.session, invitation=invitation, seats=len(people), actor=actor, now=self.now
        )
        place = places_of(self.session, [library.region_code])[library.region_code]
        for number, name in enumerate(people, start=1):
            save_participant(
                self.session,
                delegation=delegation,
                number=number,
                details=PersonDetails(
                    name=name,
                    phone=f"+6281200{crc32(name.encode()) % 1_000_000:06d}",
                    position=POSITIONS[(number - 1) % 2],
                ),
                role=EventRole.PARTICIPANT,
                institution=institution_line(library.name, place),
                secret_key=self.secret_key,
                now=self.now,
            )
        self.session.flush()

    def send(self, invitation: "Invitation", people: list[str]) -> None:
        """The whole way: draft, letter, sending, tickets."""
        self.draft(invitation, people)
        delegation = find_delegation(self.session, self.event.id, invitation.library_id)
        assert delegation is not None
        hand_in_letter(self.session, delegation=delegation, file=self._letter(delegation.id), now=self.now)
        submit_delegation(self.session, delegation=delegation, now=self.now)
        issue_tickets(
            self.session,
            event_id=self.event.id,
            participant_ids=[person.id for person in roster_of(self.session, delegation.id)],
            secret_key=self.secret_key,
            now=self.now,
        )

    def _letter(self, delegation_id: int) -> StoredFile:
        picture = example_letter()
        key = f"letters/{self.event.id}/contoh-{delegation_id}.png"
        self.storage.put(key, picture)
        return StoredFile(
            storage_key=key,
            filename="surat-tugas-contoh.png",
            content_type=PaperType.PNG,
            size=len(picture),
            sha256=sha256(picture).hexdigest(),
        )


@cache
def example_letter() -> bytes:
    """A page that says of itself that it is an example."""
    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).multiline_text(
        (60, 80), "CONTOH SURAT TUGAS\n\nBukan surat sungguhan.", fill="black", font_size=28
    )
    output = BytesIO()
    page.save(output, "PNG")
    return output.getvalue()


def invented_names(count: int) -> Iterator[str]:
    """Contoh Satu, Contoh Dua, …: nobody is really called so."""
    for number in range(1, count + 1):
        yield f"Contoh {terbilang(number).title()}"
