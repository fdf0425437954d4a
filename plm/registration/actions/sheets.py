"""A sheet of people that waits until somebody confirms it, and what it then does, row by row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.errors import Refusal
from plm.registration.actions.corrections import correct_participant
from plm.registration.actions.individuals import add_person, give_role, take_role
from plm.registration.queries import get_participant, said_of
from plm.registration.rules import (
    BadRow,
    CostBearer,
    EventRole,
    PersonDetails,
    RowStale,
    SheetConfirmed,
    SheetPerson,
    SheetReport,
)
from plm.registration.tables import Participant, PeopleSheet


@dataclass(frozen=True)
class Confirmed:
    """What was done: who is new, how many changed, and the lines that were refused at the last moment."""

    fresh: tuple[Participant, ...]
    changed: int
    refused: tuple[tuple[int, Refusal], ...]


def keep_sheet(
    session: Session,
    *,
    event_id: int,
    filename: str,
    report: SheetReport,
    before: Mapping[int, SheetPerson],
    actor: str,
    now: datetime,
) -> PeopleSheet:
    """Let the good rows wait; `before` is what stood about those whom they change."""
    sheet = PeopleSheet(
        event_id=event_id,
        filename=filename,
        changes=[
            {
                "line": one.line,
                "person_id": one.person_id,
                "before": _document(before[one.person_id]),
                "after": _document(one.person),
                "changed": list(one.changed),
            }
            for one in report.changes
        ],
        fresh=[{"line": line, "after": _document(person)} for line, person in report.fresh],
        bad=[
            {"line": row.line, "name": row.name, "problems": [list(one) for one in row.problems]} for row in report.bad
        ],
        same=report.same,
        created_by=actor,
        created_at=now,
    )
    session.add(sheet)
    session.flush()
    return sheet


def confirm_sheet(session: Session, *, sheet: PeopleSheet, secret_key: str, actor: str, now: datetime) -> Confirmed:
    """Do what the sheet says, once however often it is pressed; SheetConfirmed after that.

    Each row stands alone: one that is refused, or about somebody who was changed meanwhile, does not stop the others.
    """
    mark_confirmed(session, sheet, now)
    fresh: list[Participant] = []
    refused: list[tuple[int, Refusal]] = []
    changed = 0
    for row in sheet.changes:
        try:
            with session.begin_nested():
                _change(session, sheet.event_id, row, actor, now)
            changed += 1
        except Refusal as refusal:
            refused.append((row["line"], refusal))
    for row in sheet.fresh:
        try:
            with session.begin_nested():
                fresh.append(_add(session, sheet.event_id, row["after"], secret_key, actor, now))
        except Refusal as refusal:
            refused.append((row["line"], refusal))
    facts = {"fresh": len(fresh), "changed": changed, "refused": len(refused)}
    subject = f"people_sheet:{sheet.id}"
    record(session, actor=actor, verb="people.import", subject=subject, now=now, event_id=sheet.event_id, facts=facts)
    return Confirmed(tuple(fresh), changed, tuple(refused))


def mark_confirmed(session: Session, sheet: PeopleSheet, now: datetime) -> None:
    """One guarded statement, so that whoever presses twice does it once; SheetConfirmed for the others."""
    statement = (
        update(PeopleSheet)
        .where(PeopleSheet.id == sheet.id, PeopleSheet.confirmed_at.is_(None))
        .values(confirmed_at=now)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        raise SheetConfirmed
    session.refresh(sheet)


def _change(session: Session, event_id: int, row: Mapping[str, Any], actor: str, now: datetime) -> None:
    person = get_participant(session, event_id, row["person_id"])
    session.refresh(person, with_for_update={"key_share": True})
    if said_of(session, [person])[person.id] != _person(row["before"]):
        raise RowStale
    wanted = _person(row["after"])
    correct_participant(
        session, participant=person, details=wanted.details, institution=wanted.institution, actor=actor, now=now
    )
    held = said_of(session, [person])[person.id].roles
    for role in sorted(wanted.roles - held):
        give_role(session, participant=person, role=role, actor=actor, now=now)
    for role in sorted(held - wanted.roles):
        take_role(session, participant=person, role=role, actor=actor, now=now)
    person.cost_bearer = wanted.cost_bearer
    session.flush()


def _add(
    session: Session, event_id: int, document: Mapping[str, Any], secret_key: str, actor: str, now: datetime
) -> Participant:
    person = _person(document)
    return add_person(
        session,
        event_id=event_id,
        details=person.details,
        institution=person.institution,
        roles=person.roles,
        cost_bearer=person.cost_bearer,
        secret_key=secret_key,
        actor=actor,
        now=now,
    )


def _document(person: SheetPerson) -> dict[str, Any]:
    return {
        "details": asdict(person.details),
        "institution": person.institution,
        "roles": sorted(person.roles),
        "cost_bearer": person.cost_bearer.value,
    }


def document_of_bad(row: BadRow) -> dict[str, Any]:
    """A wrong row as JSON keeps it."""
    return {"line": row.line, "name": row.name, "problems": [list(one) for one in row.problems]}


def _person(document: Mapping[str, Any]) -> SheetPerson:
    return SheetPerson(
        PersonDetails(**document["details"]),
        document["institution"],
        frozenset(EventRole(word) for word in document["roles"]),
        CostBearer(document["cost_bearer"]),
    )
