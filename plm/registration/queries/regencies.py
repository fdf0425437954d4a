"""The other libraries of a regency, as its office sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.codes import hash_code
from plm.invitations.tables import Invitation
from plm.libraries.rules import LibraryKind
from plm.libraries.tables import Library
from plm.registration.queries.lists import people_of_delegations
from plm.registration.tables import Delegation, Participant


@dataclass(frozen=True)
class RegencyLine:
    """One invited library of the regency, with its draft or its delegation and who is in it."""

    invitation: Invitation
    library: Library
    delegation: Delegation | None
    people: tuple[Participant, ...]

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may still be named: not sent, and the link still opens."""
        invitation = self.invitation
        is_sent = self.delegation is not None and self.delegation.submitted_at is not None
        gone = invitation.revoked_at is not None or invitation.place_moved_at is not None
        return not (is_sent or gone or now >= invitation.expires_at)

    @property
    def key(self) -> str:
        """The word by which a sheet names the library; it opens nothing."""
        return hash_code(f"roster:{self.invitation.link_nonce}")[:12]


def regency_lines(session: Session, event_id: int, office: Library) -> list[RegencyLine]:
    """Every other invited library whose region lies in the office's regency; two statements."""
    if office.kind is not LibraryKind.REGENCY:
        return []
    query = (
        select(Invitation, Library, Delegation)
        .join(Library, Library.id == Invitation.library_id)
        .outerjoin(Delegation, Delegation.invitation_id == Invitation.id)
        .where(Invitation.event_id == event_id, Library.id != office.id)
        .where(Library.region_code.startswith(f"{office.region_code}.", autoescape=True))
        .order_by(Library.region_code, Library.name, Invitation.id)
    )
    rows = session.execute(query).all()
    people = people_of_delegations(session, [delegation.id for _, _, delegation in rows if delegation is not None])
    return [
        RegencyLine(invitation, library, delegation, tuple(people[delegation.id]) if delegation is not None else ())
        for invitation, library, delegation in rows
    ]
