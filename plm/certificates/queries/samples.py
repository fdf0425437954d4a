"""Papers to try a template with: the longest and the shortest real name of an event."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.certificates.queries.candidates import find_settings
from plm.certificates.rules import (
    DEFAULT_PATTERN,
    EarnedRole,
    Identity,
    Paper,
    TemplateKind,
    number_of,
    printed_line,
)
from plm.certificates.tables import CertificateSettings
from plm.events.tables import Event
from plm.registration.rules import ParticipantState, name_line
from plm.registration.tables import Participant

CODE = "CONTOHCONTOH"
SERIAL = 412
# Where nobody has registered yet: a name nobody has to be called, and one as long as they come.
LONG, SHORT = "Dr. Hj. Contoh Nama Panjang Sekali Kusumaningtyas, S.Sos., M.I.Kom.", "Ani"
LIBRARY = "Perpustakaan Desa Contoh"
AWARD = "Terbaik I, Perpustakaan Desa Terbaik"
Person = tuple[str, str, str]


def sample_papers(session: Session, event: Event, kind: TemplateKind, *, named: str = "") -> list[Paper]:
    """For the longest name, the shortest, and who was asked for by name or anybody called so."""
    people = people_by_length(session, event.id)
    chosen = [people[-1], people[0]] if people else [(LONG, "19800101 200501 2 001", LIBRARY), (SHORT, "", LIBRARY)]
    if named := printed_line(named):
        chosen.append(next((one for one in people if named.lower() in one[0].lower()), (named, "", LIBRARY)))
    return [paper_of(session, event, kind, person) for person in dict.fromkeys(chosen)]


def people_by_length(session: Session, event_id: int) -> list[Person]:
    """Names with titles, NIP and institution, the shortest name first."""
    query = select(
        Participant.title_prefix, Participant.name, Participant.title_suffix, Participant.nip, Participant.institution
    ).where(Participant.event_id == event_id, Participant.state == ParticipantState.ACTIVE)
    people = [
        (printed_line(name_line(prefix, name, suffix)), printed_line(nip), printed_line(institution))
        for prefix, name, suffix, nip, institution in session.execute(query)
    ]
    return sorted(people, key=lambda person: (len(person[0]), person))


def paper_of(session: Session, event: Event, kind: TemplateKind, person: Person) -> Paper:
    """As the certificate would be issued now, with a number and a code that nobody has."""
    settings = find_settings(session, event.id)
    signed_on = (settings and settings.signed_on) or event.ends_on
    pattern = settings.number_pattern if settings else DEFAULT_PATTERN
    is_award = kind is TemplateKind.AWARD
    identity = _identity(event, person, signed_on, AWARD if is_award else "")
    if settings is not None:
        identity = _signed(identity, settings)
    role = EarnedRole.WINNER if is_award else EarnedRole.PARTICIPANT
    return Paper(event.id, number_of(pattern, serial=SERIAL, on=signed_on), CODE, role, identity)


def _identity(event: Event, person: Person, signed_on: date, award: str) -> Identity:
    name, nip, institution = person
    return Identity(
        name=name,
        nip=nip,
        institution=institution,
        event=printed_line(event.name),
        place=", ".join(filter(None, (printed_line(event.place), printed_line(event.city)))),
        organiser=printed_line(event.organiser),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        mode=event.mode,
        learning_hours=20,
        signed_at_place=printed_line(event.city) or "Jakarta",
        signed_on=signed_on,
        signatory_name="Nama Penanda Tangan, M.Hum.",
        signatory_position="Jabatan penanda tangan",
        award=award,
    )


def _signed(identity: Identity, settings: CertificateSettings) -> Identity:
    return replace(
        identity,
        learning_hours=settings.learning_hours,
        signed_at_place=printed_line(settings.signed_at_place),
        signatory_name=printed_line(settings.signatory_name),
        signatory_position=printed_line(settings.signatory_position),
    )
