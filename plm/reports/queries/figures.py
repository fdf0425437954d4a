"""Figures that read across rooms, in a number of statements that does not move with the rows."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session

from plm.certificates.queries import asks_more_than_an_entry, count_people_due, find_settings
from plm.certificates.rules import CertificateState
from plm.certificates.tables import Certificate
from plm.checkin.tables import Presence, Ticket
from plm.db import from_scaled
from plm.eligibility.queries import (
    band_of,
    eligible_library_ids,
    facts_of,
    find_policy,
    is_stale,
    latest_run,
    manual_of,
    period_of,
    scores_of_run,
)
from plm.eligibility.rules import MISSING, OUTCOMES, Column, Facts, Outcome, Policy, Verdict, decide_all, unpacked
from plm.eligibility.tables import Decision, DecisionRun
from plm.events.tables import Event
from plm.expo.tables import AllocationPlan
from plm.expo.words import PlanState
from plm.invitations.rules import Reply
from plm.invitations.tables import Invitation, InvitationQuestion
from plm.kpi.queries import ScoreShelf
from plm.kpi.tables import KpiPeriod
from plm.libraries.queries import regions_above
from plm.libraries.rules import LibraryKind, province_of
from plm.libraries.tables import Library
from plm.objections.rules import ObjectionState
from plm.objections.tables import Objection
from plm.registration.queries.people import registered
from plm.registration.rules import CorrectionState, DocumentKind, DocumentState, ParticipantState
from plm.registration.tables import CorrectionRequest, Delegation, Document, Participant
from plm.reports.rules import Figures, Histogram, PolicyEffect, ProvinceEffect, ProvinceReplies, histogram_of

KINDS = (LibraryKind.VILLAGE, LibraryKind.TBM, LibraryKind.REGENCY, LibraryKind.PROVINCE)
# Trying out a policy reads the same scores over and over.
SHELF = ScoreShelf()
PROVINCE = func.substr(Library.region_code, 1, 2)


def figures_of(session: Session, event_id: int) -> Figures:
    """Every count of the dashboard: one statement for the counts, three for the decision behind them.

    Whoever came waits for a certificate, unless the rule asks for more than an entry: then the rule says who.
    """
    run = latest_run(session, event_id)
    row = dict(session.execute(_counts(event_id, run)).one()._mapping)
    settings = find_settings(session, event_id)
    if settings is not None and asks_more_than_an_entry(settings):
        row["uncertified"] = count_people_due(session, session.get_one(Event, event_id))
    return Figures(
        has_policy=find_policy(session, event_id) is not None,
        run_number=run.number if run else None,
        run_is_stale=run is not None and is_stale(session, run),
        **row,
    )


def replies_by_province(session: Session, event_id: int) -> list[ProvinceReplies]:
    """Answers of each province, the most unanswered first, then by name."""
    query = (
        select(PROVINCE, Invitation.reply, func.count())
        .join(Library, Library.id == Invitation.library_id)
        .where(Invitation.event_id == event_id)
        .group_by(PROVINCE, Invitation.reply)
    )
    counts: defaultdict[str, dict[Reply, int]] = defaultdict(lambda: dict.fromkeys(Reply, 0))
    for code, reply, count in session.execute(query):
        counts[province_of(code)][reply] = count
    names = regions_above(session, counts)
    found = [
        ProvinceReplies(code, names[code].name, by[Reply.ACCEPTED], by[Reply.DECLINED], by[Reply.PENDING])
        for code, by in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.pending, one.name))


def score_spread(session: Session, event_id: int) -> tuple[LibraryKind, KpiPeriod, Histogram] | None:
    """The scores that the latest run knew of one kind, around its lowest score; None before any."""
    run = latest_run(session, event_id)
    if run is None:
        return None
    policy, period = Policy.from_document(run.terms), period_of(session, run)
    kind = next((kind for kind in KINDS if kind in policy.minimum), LibraryKind.VILLAGE)
    scores = scores_of_run(session, run.id, kind)
    if not scores:
        return None
    return kind, period, histogram_of(scores, maximum=period.maximum, minimum=policy.minimum.get(kind))


def policy_effect(session: Session, event: Event, period: KpiPeriod, policy: Policy) -> PolicyEffect:
    """What the policy would decide on the facts of this moment; nothing is kept."""
    facts = facts_of(
        session, region_code=event.region_code, period_id=period.id, policy=policy, scores_of=SHELF.score_columns
    )
    verdict = decide_all(
        facts,
        policy,
        manual_of(session, event.id),
        period=period.code,
        band=band_of(session, period.id, policy),
    )
    coming = facts.ids[verdict.invited]
    before = np.array(sorted(eligible_library_ids(session, event.id))) if latest_run(session, event.id) else None
    staying = 0 if before is None else int(np.isin(coming, before).sum())
    return PolicyEffect(
        counts={outcome: int(count) for outcome, count in zip(OUTCOMES, _how_many(verdict.outcomes), strict=True)},
        provinces=tuple(_provinces(session, verdict)),
        spreads=tuple(_spreads(facts, period, policy)),
        joining=None if before is None else len(coming) - staying,
        leaving=None if before is None else len(before) - staying,
    )


def _how_many(outcomes: Column) -> Column:
    return np.bincount(outcomes, minlength=len(OUTCOMES))


def _provinces(session: Session, verdict: Verdict) -> Iterator[ProvinceEffect]:
    packed, places = np.unique(verdict.facts.provinces, return_inverse=True)
    codes = [unpacked(number, 2) for number in packed.tolist()]
    names = regions_above(session, codes)
    table = np.bincount(places * len(OUTCOMES) + verdict.outcomes, minlength=len(codes) * len(OUTCOMES))
    for code, counts in zip(codes, table.reshape(len(codes), len(OUTCOMES)).tolist(), strict=True):
        of = dict(zip(OUTCOMES, counts, strict=True))
        yield ProvinceEffect(code, names[code].name, sum(counts), of[Outcome.ELIGIBLE], of[Outcome.WAITLISTED])


def _spreads(facts: Facts, period: KpiPeriod, policy: Policy) -> Iterator[tuple[LibraryKind, Histogram]]:
    for kind in KINDS:
        known = facts.scores[facts.is_of([kind]) & (facts.scores != MISSING)]
        if len(known) and kind in policy.kinds:
            scores, counts = np.unique(known, return_counts=True)
            spread = zip(map(from_scaled, scores.tolist()), counts.tolist(), strict=True)
            yield kind, histogram_of(spread, maximum=period.maximum, minimum=policy.minimum.get(kind))


def _counts(event_id: int, run: DecisionRun | None) -> Select[*tuple[object, ...]]:
    """One row; each column is a figure under its name."""
    invitation = Invitation.event_id == event_id
    said = Decision.run_id == (run.id if run else None)
    invited = select(Invitation.library_id).where(invitation)
    uninvited = [said, Decision.outcome == Outcome.ELIGIBLE, Decision.library_id.not_in(invited)]
    columns = {
        "undecided": _count(Decision, said, Decision.outcome == Outcome.UNDECIDED),
        "uninvited": _count(Decision, *uninvited),
        "invited": _count(Invitation, invitation),
        "accepted": _count(Invitation, invitation, Invitation.reply == Reply.ACCEPTED),
        "declined": _count(Invitation, invitation, Invitation.reply == Reply.DECLINED),
        "provinces": select(func.count(distinct(PROVINCE)))
        .select_from(Invitation)
        .join(Library, Library.id == Invitation.library_id)
        .where(invitation)
        .scalar_subquery(),
        "open_objections": _count(Objection, Objection.event_id == event_id, Objection.state == ObjectionState.OPEN),
        "open_questions": _count(
            InvitationQuestion,
            InvitationQuestion.event_id == event_id,
            InvitationQuestion.answered_at.is_(None),
        ),
        "open_corrections": _count(
            CorrectionRequest,
            CorrectionRequest.event_id == event_id,
            CorrectionRequest.state == CorrectionState.OPEN,
        ),
        **_registration_counts(event_id),
        **_attendance_counts(event_id),
        "draft_plan": select(func.max(AllocationPlan.number))
        .where(AllocationPlan.event_id == event_id, AllocationPlan.state.in_((PlanState.DRAFT, PlanState.PROOF)))
        .where(AllocationPlan.number > _published(event_id))
        .scalar_subquery(),
    }
    return select(*(column.label(name) for name, column in columns.items()))


def _registration_counts(event_id: int) -> dict[str, ScalarSelect[object]]:
    sent = (
        Delegation.event_id == event_id,
        Delegation.submitted_at.is_not(None),
        Delegation.cancelled_at.is_(None),
    )
    letters = (
        select(func.count())
        .select_from(Document)
        .join(Delegation, Delegation.id == Document.delegation_id)
        .where(*sent, Document.kind == DocumentKind.ASSIGNMENT_LETTER)
    )
    pending = letters.where(Document.state == DocumentState.PENDING)
    return {
        "people": select(func.count())
        .select_from(Participant)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event_id, *registered())
        .scalar_subquery(),
        "delegations": _count(Delegation, *sent),
        "letters_received": letters.where(Document.state == DocumentState.RECEIVED).scalar_subquery(),
        "letters_pending": pending.scalar_subquery(),
        "oldest_letter_at": pending.with_only_columns(
            func.min(Document.uploaded_at), maintain_column_froms=True
        ).scalar_subquery(),
    }


def _attendance_counts(event_id: int) -> dict[str, ScalarSelect[object]]:
    issued = and_(Certificate.event_id == event_id, Certificate.state == CertificateState.ISSUED)
    arrived = (
        select(func.count(distinct(Ticket.participant_id)))
        .join(Presence, Presence.ticket_id == Ticket.id)
        .where(Presence.event_id == event_id, Presence.scan_id.is_not(None))
    )
    held = select(Certificate.participant_id).where(
        Certificate.event_id == event_id, Certificate.participant_id.is_not(None), Certificate.award_id.is_(None)
    )
    uncertified = arrived.join(Participant, Participant.id == Ticket.participant_id).where(
        Participant.state == ParticipantState.ACTIVE, Ticket.participant_id.not_in(held)
    )
    return {
        "arrived": arrived.scalar_subquery(),
        "uncertified": uncertified.scalar_subquery(),
        "certificates": _count(Certificate, issued),
        "failed_papers": _count(Certificate, issued, Certificate.failure != ""),
    }


def _count(table: type, *conditions: ColumnElement[bool]) -> ScalarSelect[object]:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _published(event_id: int) -> ScalarSelect[object]:
    """The newest plan that was ever published, or zero."""
    shown = case((AllocationPlan.published_at.is_not(None), AllocationPlan.number), else_=0)
    plans = select(func.coalesce(func.max(shown), 0)).where(AllocationPlan.event_id == event_id)
    return plans.correlate(None).scalar_subquery()
