"""Codes of whole delegations, and who may be ticked off behind one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from plm.checkin.queries.tickets import FoundTicket, tickets_of_delegation
from plm.checkin.rules import GROUP_PURPOSE, read_ticket
from plm.checkin.tables import Checkpoint, GroupTicket
from plm.codes import derive_code, hash_code
from plm.errors import NotFound
from plm.libraries.tables import Library
from plm.registration.tables import Delegation


@dataclass(frozen=True)
class Group:
    """A delegation at the door."""

    event_id: int
    name: str
    people: tuple[FoundTicket, ...] = ()


def group_code_of(session: Session, delegation_id: int, secret_key: str) -> str | None:
    """The delegation's code, derived again: 26 characters."""
    nonce = session.scalar(select(GroupTicket.nonce).where(GroupTicket.delegation_id == delegation_id))
    return derive_code(secret_key, GROUP_PURPOSE, nonce) if nonce else None


def find_group(session: Session, code: str) -> Group | None:
    """Whose code it is, as it was scanned or typed; without the people."""
    row = session.execute(_group(code)).first()
    return Group(row.event_id, row.name) if row else None


def get_group(session: Session, checkpoint: Checkpoint, code: str, *, day: date) -> Group:
    """The delegation with its people, each with the moment they came in here on this day; or NotFound."""
    row = session.execute(_group(code).where(GroupTicket.event_id == checkpoint.event_id)).first()
    if row is None:
        raise NotFound(what="group", value="")
    return Group(row.event_id, row.name, tuple(tickets_of_delegation(session, checkpoint, row.delegation_id, day=day)))


def _group(code: str) -> Select[Any, Any, Any]:
    read = read_ticket(code)
    return (
        select(GroupTicket.event_id, GroupTicket.delegation_id, Library.name)
        .join(Delegation, Delegation.id == GroupTicket.delegation_id)
        .join(Library, Library.id == Delegation.library_id)
        .where(GroupTicket.code_hash == hash_code(read.lookup))
    )
