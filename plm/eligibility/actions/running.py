"""Setting the policy, deciding by hand, and running a decision."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import repeat

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.bulk import insert_columns, without_collecting
from plm.eligibility import rules, tables
from plm.eligibility.queries import (
    band_of,
    edition_of,
    facts_of,
    find_manual,
    find_policy,
    get_candidate,
    latest_run,
    manual_of,
    next_number,
)
from plm.eligibility.rules import (
    MISSING,
    OUTCOMES,
    ManualKind,
    Policy,
    PolicyMissing,
    PolicyRevised,
    ReasonNeeded,
    Verdict,
    chosen,
)
from plm.eligibility.tables import DecisionRun, EligibilityPolicy, ManualDecision
from plm.events.tables import Event
from plm.kpi.queries import bands_of, components_of
from plm.kpi.tables import KpiPeriod


def set_policy(
    session: Session,
    *,
    event_id: int,
    period_id: int,
    policy: Policy,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> EligibilityPolicy:
    """The event's policy from now on; raises PolicyNotSound for what the period's scale or components do not know.

    `seen` is the edition that the asker began from; raises PolicyRevised when another was saved since. None asks not.
    """
    check_policy(session, session.get_one(KpiPeriod, period_id), policy)
    # Two policies of one event take turns.
    session.get_one(Event, event_id, with_for_update={"key_share": True})
    kept = find_policy(session, event_id)
    if kept is not None:
        session.refresh(kept)
    if seen is not None and seen != edition_of(kept):
        facts = {"by": kept.revised_by, "at": kept.revised_at} if kept else {}
        raise PolicyRevised(edition=edition_of(kept), **facts)
    kept = kept or EligibilityPolicy(event_id=event_id)
    kept.period_id, kept.terms = period_id, policy.to_document()
    kept.revised_at, kept.revised_by = now, actor
    session.add(kept)
    session.flush()
    facts = {"period": period_id, "terms": kept.terms}
    record(session, actor=actor, verb="policy.set", subject="policy", now=now, event_id=event_id, facts=facts)
    return kept


def check_policy(session: Session, period: KpiPeriod, policy: Policy) -> None:
    """Raises PolicyNotSound for what the period's scale or components do not know."""
    rules.require_within_scale(policy, period.maximum)
    rules.require_known_band(policy, {band.code for band in bands_of(session, period.id)})
    rules.require_known_components(policy, {component.code for component in components_of(session, period.id)})


def decide_by_hand(
    session: Session, *, event: Event, library_id: int, kind: ManualKind, reason: str, actor: str, now: datetime
) -> None:
    """Bring a library in or keep it out, whatever the policy says; it shows in the next run."""
    library = get_candidate(session, event, library_id)
    if not reason.strip():
        raise ReasonNeeded
    values = {"kind": kind, "reason": reason.strip(), "decided_by": actor, "decided_at": now}
    try:
        with session.begin_nested():
            kept = find_manual(session, event_id=event.id, library_id=library.id)
            session.add(_changed(kept or ManualDecision(event_id=event.id, library_id=library.id), values))
    except IntegrityError:  # somebody decided on the same library at the same instant: the later word stands
        kept = find_manual(session, event_id=event.id, library_id=library.id)
        _changed(kept or ManualDecision(event_id=event.id, library_id=library.id), values)
    subject = f"library:{library.id}"
    record(
        session, actor=actor, verb=f"manual.{kind.value}", subject=subject, now=now, event_id=event.id, reason=reason
    )


def withdraw_manual(session: Session, *, event: Event, library_id: int, actor: str, now: datetime) -> None:
    """Leave a library to the policy again."""
    kept = find_manual(session, event_id=event.id, library_id=library_id)
    if kept is None:
        return
    session.delete(kept)
    session.flush()
    subject = f"library:{library_id}"
    record(
        session, actor=actor, verb="manual.withdraw", subject=subject, now=now, event_id=event.id, reason=kept.reason
    )


def run_decision(session: Session, *, event: Event, actor: str, now: datetime, after: int | None = None) -> DecisionRun:
    """Decide on every library within reach and keep the result for good.

    `after` is the number of the run that the asker saw last (0: none): if another has come since, that one is the
    answer, so that a double click decides once.
    """
    # Runs of one event queue at its policy, which also holds the policy still while a run reads it.
    policy = session.scalar(select(EligibilityPolicy).where(EligibilityPolicy.event_id == event.id).with_for_update())
    if policy is None:
        raise PolicyMissing
    newest = latest_run(session, event.id)
    if after is not None and newest is not None and newest.number != after:
        return newest
    return _decide_and_keep(session, event, policy, actor, now)


def _decide_and_keep(session: Session, event: Event, kept: EligibilityPolicy, actor: str, now: datetime) -> DecisionRun:
    policy = Policy.from_document(kept.terms)
    period = session.get_one(KpiPeriod, kept.period_id).code
    band = band_of(session, kept.period_id, policy)
    with without_collecting():
        facts = facts_of(session, region_code=event.region_code, period_id=kept.period_id, policy=policy)
        within = set(facts.ids.tolist())
        manual = {id_: one for id_, one in manual_of(session, event.id).items() if id_ in within}
        verdict = rules.decide_all(facts, policy, manual, period=period, band=band)
        run = DecisionRun(
            event_id=event.id,
            number=next_number(session, event.id),
            period_id=kept.period_id,
            terms=kept.terms,
            manual_count=len(manual),
            inputs_sha256=rules.digest_of_inputs(facts, policy, manual, period=period, band=band),
            result_sha256=rules.digest_of_result(verdict),
            decided_by=actor,
            decided_at=now,
        )
        session.add(run)
        session.flush()
        insert_columns(session, tables.Decision.__table__, _rows_of(run, verdict))
    said = {"number": run.number, "inputs": run.inputs_sha256, "result": run.result_sha256}
    subject = f"decision_run:{run.id}"
    record(session, actor=actor, verb="decision.run", subject=subject, now=now, event_id=event.id, facts=said)
    return run


def _rows_of(run: DecisionRun, verdict: Verdict) -> dict[str, Iterable[object]]:
    """The columns of `decision`, in the order of library ids."""
    scores = (None if score == MISSING else score for score in verdict.facts.scores.tolist())
    return {
        "run_id": repeat(run.id, len(verdict.facts)),
        "library_id": verdict.facts.ids.tolist(),
        "outcome": chosen([outcome.value for outcome in OUTCOMES], verdict.outcomes),
        "rank": verdict.ranks,
        "score": scores,
        "reasons": verdict.reasons,
    }


def _changed(row: ManualDecision, values: Mapping[str, object]) -> ManualDecision:
    for name, value in values.items():
        setattr(row, name, value)
    return row
