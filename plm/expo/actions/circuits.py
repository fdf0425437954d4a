"""Circuits: the lines that feed booths, and what they carry."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.expo.actions.editing import BoothChange, change_members
from plm.expo.actions.floor import named
from plm.expo.queries import booths_of, get_circuit
from plm.expo.rules.refusals import CircuitCodeTaken
from plm.expo.tables import Booth, Circuit, Hall


def save_circuit(
    session: Session,
    *,
    event_id: int,
    code: str,
    watts: int,
    numbers: str,
    actor: str,
    now: datetime,
    circuit_id: int | None = None,
) -> Circuit:
    """A new circuit, or other figures of one that is there; the booths named hang on it, others no longer do."""
    circuit = get_circuit(session, event_id, circuit_id, lock=True) if circuit_id else Circuit(event_id=event_id)
    chosen = named(booths_of(session, event_id), numbers) if numbers else []
    circuit.code, circuit.watts = code, watts
    try:
        with session.begin_nested():
            session.add(circuit)
            session.flush()
    except IntegrityError as error:
        raise CircuitCodeTaken(circuit=code) from error
    hanging = select(Booth).where(Booth.circuit_id == circuit.id)
    change_members(
        session,
        event_id=event_id,
        before={booth.number for booth in session.scalars(hanging)},
        after={booth.number for booth in chosen},
        leaving=BoothChange(circuit=""),
        joining=BoothChange(circuit=code),
        actor=actor,
        now=now,
    )
    facts = {"code": code, "watts": watts, "booths": [booth.number for booth in chosen]}
    _noted(session, circuit, "expo.save_circuit", actor, now, facts)
    return circuit


def remove_circuit(session: Session, *, event_id: int, circuit_id: int, actor: str, now: datetime) -> None:
    """Its booths hang on nothing from now on."""
    circuit = get_circuit(session, event_id, circuit_id, lock=True)
    halls = select(Booth.hall_id).where(Booth.circuit_id == circuit_id)
    session.execute(update(Hall).where(Hall.id.in_(halls)).values(revision=Hall.revision + 1))
    session.execute(update(Booth).where(Booth.circuit_id == circuit_id).values(circuit_id=None))
    _noted(session, circuit, "expo.remove_circuit", actor, now, {"code": circuit.code})
    session.delete(circuit)
    session.flush()


def _noted(session: Session, circuit: Circuit, verb: str, actor: str, now: datetime, facts: dict[str, object]) -> None:
    subject = f"circuit:{circuit.id}"
    record(session, actor=actor, verb=verb, subject=subject, event_id=circuit.event_id, now=now, facts=facts)
    session.flush()
