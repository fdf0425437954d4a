"""Freed places go to the reserve by the rule of the policy that invited.

The rule is the decision itself (`rules.Reserve`), applied to the facts of the latest run; its digest says whether they
still are the facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.eligibility.queries import band_of, eligible_library_ids, facts_of, latest_run, manual_of, period_of
from plm.eligibility.rules import Manual, ManualKind, Policy, Reserve, digest_of_inputs
from plm.eligibility.tables import DecisionRun
from plm.events.tables import Event
from plm.invitations.actions.inviting import delegation_sizes, invite_one
from plm.invitations.queries import find_invitation, freed_of, invited_library_ids, reserve_setting
from plm.invitations.rules import Freed, Reply, RunOutdated
from plm.invitations.tables import Invitation, ReserveMove, ReserveSetting

MOST_AT_ONCE = 25


@dataclass(frozen=True)
class Proposal:
    """A freed place, and the libraries that get it; mostly one, none when nobody fits."""

    freed: Freed
    to: tuple[int, ...]


def set_reserve(
    session: Session, *, event: Event, automatic: bool, term_days: int, actor: str, now: datetime
) -> ReserveSetting:
    """Whether freed places move by themselves, and how many days the next library has to answer."""
    setting = session.get(ReserveSetting, event.id) or ReserveSetting(event_id=event.id)
    setting.automatic, setting.term_days = automatic, term_days
    session.add(setting)
    session.flush()
    facts = {"automatic": automatic, "term_days": term_days}
    record(session, actor=actor, verb="reserve.set", subject="event", now=now, event_id=event.id, facts=facts)
    return setting


def propose_moves(session: Session, *, event: Event, now: datetime) -> list[Proposal]:
    """Who would get the places that are free now, the first twenty-five of them; nothing is changed.

    Raises RunOutdated when policy, decisions by hand, libraries or scores have moved since the run.
    """
    freed = freed_of(session, event.id, now=now, limit=MOST_AT_ONCE)
    run = latest_run(session, event.id)
    return list(_next_ones(session, event, run, freed, now)) if freed and run is not None else []


def move_places(
    session: Session, *, event: Event, secret_key: str, actor: str, now: datetime
) -> tuple[list[ReserveMove], list[Invitation]]:
    """Move what is free now; gives the moves, and the new invitations whose letters may be written.

    A freed place moves once: those who press at the same moment take turns, and a constraint stands behind them.
    """
    held = hold_freed(session, event_id=event.id, now=now)
    session.get_one(Event, event.id, with_for_update={"key_share": True})
    run, moves, made = latest_run(session, event.id), [], []
    for proposal in propose_moves(session, event=event, now=now):
        if proposal.freed.invitation_id not in held:
            break  # it came free a moment ago; the next press takes it
        gave = session.get_one(Invitation, proposal.freed.invitation_id)
        gave.place_moved_at = now if proposal.to else None
        for ordinal, library_id in enumerate(proposal.to or (None,)):
            invitation = None
            if library_id is not None:
                invitation = _invite_next(session, event, run, gave, library_id, secret_key, now)
                made.append(invitation)
            move = ReserveMove(
                event_id=event.id, run_id=run.id if run else 0, freed_invitation_id=gave.id, ordinal=ordinal,
                cause=proposal.freed.cause, to_library_id=library_id,
                to_invitation_id=invitation.id if invitation else None, moved_at=now, moved_by=actor,
            )  # fmt: skip
            session.add(move)
            moves.append(move)
            facts = {"to": library_id, "cause": proposal.freed.cause.value}
            record(
                session, actor=actor, verb="reserve.move", subject=f"invitation:{gave.id}", now=now, event_id=event.id,
                facts=facts,
            )  # fmt: skip
    session.flush()
    return moves, made


def hold_freed(session: Session, *, event_id: int, now: datetime) -> set[int]:
    """Lock the invitations whose places are free: who changes its mind now waits, and is told when the place is gone.

    Before the event's row, as a delegation that is sent locks them in this order too.
    """
    ids = [one.invitation_id for one in freed_of(session, event_id, now=now, limit=MOST_AT_ONCE)]
    query = select(Invitation).where(Invitation.id.in_(ids)).order_by(Invitation.id).with_for_update()
    return {one.id for one in session.scalars(query.execution_options(populate_existing=True))}


def _next_ones(
    session: Session, event: Event, run: DecisionRun, freed: list[Freed], now: datetime
) -> Iterator[Proposal]:
    reserve = _reserve_of(session, event, run)
    gave_up = Manual(ManualKind.EXCLUDE, "", "plm", now)
    for one in freed:
        reserve, up = reserve.without(one.library_id, gave_up)
        yield Proposal(one, up)


def _reserve_of(session: Session, event: Event, run: DecisionRun) -> Reserve:
    """The run as it was decided, and what has become of its places; raises RunOutdated."""
    policy, period = Policy.from_document(run.terms), period_of(session, run)
    facts = facts_of(session, region_code=event.region_code, period_id=run.period_id, policy=policy)
    within = set(facts.ids.tolist())
    manual = {id_: one for id_, one in manual_of(session, event.id).items() if id_ in within}
    band = band_of(session, run.period_id, policy)
    if digest_of_inputs(facts, policy, manual, period=period.code, band=band) != run.inputs_sha256:
        raise RunOutdated(number=run.number)
    invited, gone = invited_library_ids(session, event.id), _gone_before(session, event.id)
    # Whom the run invites and nobody has written to yet waits for that, not for a freed place.
    waiting = eligible_library_ids(session, event.id) - invited
    return Reserve(
        *(facts, policy, manual, period.code, band),
        holding=frozenset((invited | waiting) - gone),
        gone=frozenset(gone),
        known=frozenset(invited | waiting),
    )


def _gone_before(session: Session, event_id: int) -> set[int]:
    """Libraries whose place has moved, or that gave one up for which nobody fitted and have not come back."""
    query = (
        select(Invitation.library_id)
        .join(ReserveMove, ReserveMove.freed_invitation_id == Invitation.id)
        .where(ReserveMove.event_id == event_id)
        .where(or_(Invitation.place_moved_at.is_not(None), Invitation.reply != Reply.ACCEPTED))
    )
    return set(session.scalars(query))


def _invite_next(
    session: Session, event: Event, run: DecisionRun | None, gave: Invitation, library_id: int, secret_key: str,
    now: datetime,
) -> Invitation:  # fmt: skip
    ends = now + timedelta(days=reserve_setting(session, event.id).term_days)
    closes = event.registration_closes_at
    expires_at = min(ends, closes) if closes is not None and closes > now else ends
    seats = delegation_sizes(session, run, [library_id]).get(library_id, gave.seats)
    invite_one(session, event.id, library_id, run.id if run else None, seats, expires_at, secret_key, now)
    invitation = find_invitation(session, event.id, library_id)
    assert invitation is not None
    return invitation
