"""The regency's office registers its libraries: people into drafts, from a page or from a sheet that waited."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.errors import Refusal
from plm.invitations.queries import get_invitation
from plm.invitations.tables import Invitation
from plm.registration.actions.drafts import accept_invitation, save_participant
from plm.registration.actions.sheets import document_of_bad, mark_confirmed
from plm.registration.queries import details_of, find_delegation, find_page, roster_of
from plm.registration.rules import PageChanged, PersonDetails, RosterReport, StepKind, role_of_position
from plm.registration.tables import PeopleSheet


@dataclass(frozen=True)
class Named:
    """A person as the office names them; `seen` is the revision of their page that was shown, None asks nobody."""

    number: int
    details: PersonDetails
    seen: int | None = None


def name_people(
    session: Session,
    *,
    invitation: Invitation,
    people: Iterable[Named],
    seats: int,
    shown: Mapping[int, int],
    institution: str,
    secret_key: str,
    actor: str,
    now: datetime,
) -> None:
    """Accept for a library with so many seats and put these people into its draft.

    `shown` are the revisions of all the library's pages as the office saw them: where it wrote something else itself
    meanwhile, PageChanged, so that nobody is dropped or written over unseen.
    """
    people = list(people)
    _require_seen(session, invitation, {one.number: one.details for one in people}, shown)
    delegation = accept_invitation(session, invitation=invitation, seats=seats, actor=actor, now=now)
    for one in people:
        save_participant(
            session,
            delegation=delegation,
            number=one.number,
            details=one.details,
            role=role_of_position(one.details.position),
            institution=institution,
            secret_key=secret_key,
            now=now,
            seen=one.seen,
        )


def keep_roster(
    session: Session,
    *,
    event_id: int,
    library_id: int,
    filename: str,
    report: RosterReport,
    actor: str,
    now: datetime,
) -> PeopleSheet:
    """Let the good rows wait for the office's yes."""
    sheet = PeopleSheet(
        event_id=event_id,
        library_id=library_id,
        filename=filename,
        changes=[],
        fresh=[
            {
                "line": row.line,
                "invitation_id": row.invitation_id,
                "number": row.number,
                "details": asdict(row.details),
            }
            for row in report.good
        ],
        bad=[document_of_bad(row) for row in report.bad],
        same=0,
        created_by=actor,
        created_at=now,
    )
    session.add(sheet)
    session.flush()
    return sheet


def confirm_roster(
    session: Session,
    *,
    sheet: PeopleSheet,
    institution_of: Callable[[Invitation], str],
    secret_key: str,
    actor: str,
    now: datetime,
) -> tuple[int, list[tuple[int, Refusal]]]:
    """Put the people of the sheet into the drafts, once; how many, and for which libraries it was refused, and why."""
    mark_confirmed(session, sheet, now)
    rows: dict[int, list[Named]] = {}
    for row in sheet.fresh:
        rows.setdefault(row["invitation_id"], []).append(Named(row["number"], PersonDetails(**row["details"])))
    done, refused = 0, []
    for invitation_id, named in rows.items():
        invitation = get_invitation(session, sheet.event_id, invitation_id)
        try:
            with session.begin_nested():
                name_people(
                    session,
                    invitation=invitation,
                    people=named,
                    seats=max(_seats_so_far(session, invitation), *(one.number for one in named)),
                    shown={},
                    institution=institution_of(invitation),
                    secret_key=secret_key,
                    actor=actor,
                    now=now,
                )
            done += len(named)
        except Refusal as refusal:
            refused.append((invitation.library_id, refusal))
    facts = {"people": done, "refused": len(refused)}
    subject = f"people_sheet:{sheet.id}"
    record(session, actor=actor, verb="roster.confirm", subject=subject, now=now, event_id=sheet.event_id, facts=facts)
    return done, refused


def _seats_so_far(session: Session, invitation: Invitation) -> int:
    delegation = find_delegation(session, invitation.event_id, invitation.library_id)
    return delegation.seats if delegation is not None else 0


def _require_seen(
    session: Session, invitation: Invitation, wanted: Mapping[int, PersonDetails], shown: Mapping[int, int]
) -> None:
    delegation = find_delegation(session, invitation.event_id, invitation.library_id)
    if delegation is None:
        return
    stored = {person.position_number: details_of(person) for person in roster_of(session, delegation.id)}
    for number, seen in shown.items():
        page = find_page(session, delegation.id, StepKind.PARTICIPANT, number)
        is_same = number in wanted and stored.get(number) == wanted[number]
        if page is not None and page.revision != seen and not is_same:
            raise PageChanged(saved_at=page.saved_at)
