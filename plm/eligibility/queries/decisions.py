"""What the runs said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from plm.eligibility.queries.policies import within_reach
from plm.eligibility.rules import ManualKind, Outcome
from plm.eligibility.tables import Decision, DecisionRun, EligibilityPolicy, ManualDecision
from plm.errors import NotFound
from plm.kpi.tables import KpiImport, KpiPeriod
from plm.libraries.rules import LibraryKind, fold_name
from plm.libraries.tables import Library

PAGE_SIZE = 50
NO_COMPONENTS: dict[str, Decimal] = {}


@dataclass(frozen=True)
class DecisionFilter:
    """What a list of decisions is narrowed to; empty means everything."""

    outcome: Outcome | None = None
    name: str = ""
    province: str = ""
    kind: LibraryKind | None = None


@dataclass(frozen=True)
class DecisionPage:
    """One page of a run, and how long the whole list is."""

    lines: tuple[tuple[Decision, Library], ...]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1


@dataclass(frozen=True)
class Change:
    """A library of which two runs say different things; None where a run did not know it."""

    library: Library
    before: Decision | None
    after: Decision | None

    @property
    def was_invited(self) -> bool:
        return self.before is not None and self.before.outcome is Outcome.ELIGIBLE

    @property
    def is_invited(self) -> bool:
        return self.after is not None and self.after.outcome is Outcome.ELIGIBLE


def latest_run(session: Session, event_id: int) -> DecisionRun | None:
    return session.scalar(_latest(event_id))


def runs_of(session: Session, event_id: int) -> list[DecisionRun]:
    """Every run, the latest first."""
    return list(
        session.scalars(select(DecisionRun).where(DecisionRun.event_id == event_id).order_by(DecisionRun.number.desc()))
    )


def get_run(session: Session, event_id: int, number: int) -> DecisionRun:
    """The event's run of this number, else NotFound."""
    query = select(DecisionRun).where(DecisionRun.event_id == event_id, DecisionRun.number == number)
    if run := session.scalar(query):
        return run
    raise NotFound(what="decision_run", value=number)


def get_run_by_id(session: Session, run_id: int) -> DecisionRun:
    """A run that another row points at."""
    return session.get_one(DecisionRun, run_id)


def compare_runs(session: Session, earlier: DecisionRun, later: DecisionRun) -> list[Change]:
    """Every library whose outcome differs, by region; one statement."""
    before, after = aliased(Decision), aliased(Decision)
    query = (
        select(Library, before, after)
        .outerjoin(before, and_(before.library_id == Library.id, before.run_id == earlier.id))
        .outerjoin(after, and_(after.library_id == Library.id, after.run_id == later.id))
        .where(before.outcome.is_distinct_from(after.outcome))
        .order_by(Library.region_code, Library.kind, Library.name, Library.id)
    )
    return [Change(*row) for row in session.execute(query)]


def period_of(session: Session, run: DecisionRun) -> KpiPeriod:
    """The period whose scores the run read."""
    return session.get_one(KpiPeriod, run.period_id)


def decisions_of(session: Session, run_id: int) -> list[Decision]:
    """All that a run said, in the order of library ids."""
    return list(session.scalars(select(Decision).where(Decision.run_id == run_id).order_by(Decision.library_id)))


def eligible_library_ids(session: Session, event_id: int) -> set[int]:
    """Whom the latest run invites."""
    run = _latest(event_id).with_only_columns(DecisionRun.id).scalar_subquery()
    query = select(Decision.library_id).where(Decision.run_id == run, Decision.outcome == Outcome.ELIGIBLE)
    return set(session.scalars(query))


def find_decision(session: Session, *, run_id: int, library_id: int) -> Decision | None:
    return session.get(Decision, (run_id, library_id))


def history_of(session: Session, *, event_id: int, library_id: int) -> list[tuple[DecisionRun, Decision]]:
    """What every run said of one library, the latest first."""
    query = (
        select(DecisionRun, Decision)
        .join(Decision, Decision.run_id == DecisionRun.id)
        .where(DecisionRun.event_id == event_id, Decision.library_id == library_id)
        .order_by(DecisionRun.number.desc())
    )
    return [(run, decision) for run, decision in session.execute(query)]


def outcome_counts(session: Session, run_id: int) -> dict[Outcome, int]:
    """How many of each outcome, zeros included."""
    query = select(Decision.outcome, func.count()).where(Decision.run_id == run_id).group_by(Decision.outcome)
    counts = dict.fromkeys(Outcome, 0)
    for outcome, count in session.execute(query):
        counts[outcome] = count
    return counts


def decision_page(session: Session, run_id: int, wanted: DecisionFilter, *, number: int) -> DecisionPage:
    """Page `number` of what fits, by region and name, the reserve by its queues; beyond the last page, the last."""
    query = _fitting(run_id, wanted)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    rows = session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return DecisionPage(tuple((decision, library) for decision, library in rows), total, number)


def all_decisions(session: Session, run_id: int, wanted: DecisionFilter) -> Iterator[tuple[Decision, Library]]:
    """Everything that fits, for a sheet; read in parts."""
    rows = session.execute(_fitting(run_id, wanted).execution_options(yield_per=2000))
    return ((decision, library) for decision, library in rows)


def scores_of_run(session: Session, run_id: int, kind: LibraryKind) -> list[tuple[Decimal, int]]:
    """Each score of one kind that a run knew, with how many libraries have it; lowest first."""
    query = (
        select(Decision.score, func.count())
        .join(Library, Library.id == Decision.library_id)
        .where(Decision.run_id == run_id, Library.kind == kind, Decision.score.is_not(None))
        .group_by(Decision.score)
        .order_by(Decision.score)
    )
    return [(score, count) for score, count in session.execute(query) if score is not None]


def is_stale(session: Session, run: DecisionRun) -> bool:
    """Whether policy, decisions by hand or scores have moved since the run."""
    by_hand = select(func.count()).where(ManualDecision.event_id == run.event_id)
    newer = (
        select(EligibilityPolicy.event_id)
        .where(EligibilityPolicy.event_id == run.event_id, EligibilityPolicy.revised_at > run.decided_at)
        .exists(),
        select(ManualDecision.id)
        .where(ManualDecision.event_id == run.event_id, ManualDecision.decided_at > run.decided_at)
        .exists(),
        select(KpiImport.id)
        .where(KpiImport.period_id == run.period_id, KpiImport.imported_at > run.decided_at)
        .exists(),
        by_hand.scalar_subquery() != run.manual_count,
    )
    return bool(session.scalar(select(or_(*newer))))


def next_number(session: Session, event_id: int) -> int:
    """The number a run would get; only the holder of the policy's lock may use it."""
    return (session.scalar(select(func.max(DecisionRun.number)).where(DecisionRun.event_id == event_id)) or 0) + 1


def is_manual(decision: Decision) -> bool:
    """Whether a hand had the last word."""
    return bool(decision.reasons) and decision.reasons[-1]["code"] in {f"manual_{kind.value}" for kind in ManualKind}


def actors_in(decisions: Iterable[Decision]) -> set[str]:
    """Who decided by hand, as the reasons name them."""
    return {reason["by"] for decision in decisions for reason in decision.reasons if "by" in reason}


def _latest(event_id: int) -> Select[DecisionRun]:
    return select(DecisionRun).where(DecisionRun.event_id == event_id).order_by(DecisionRun.number.desc()).limit(1)


def _fitting(run_id: int, wanted: DecisionFilter) -> Select[Decision, Library]:
    query = select(Decision, Library).join(Library, Library.id == Decision.library_id).where(Decision.run_id == run_id)
    conditions: list[ColumnElement[bool]] = []
    if wanted.outcome:
        conditions.append(Decision.outcome == wanted.outcome)
    if wanted.province:
        conditions.append(within_reach(wanted.province))
    if wanted.kind:
        conditions.append(Library.kind == wanted.kind)
    if wanted.name.strip():
        conditions.append(Library.folded_name.contains(fold_name(wanted.name), autoescape=True))
    query = query.where(*conditions)
    if wanted.outcome is Outcome.WAITLISTED:
        query = query.order_by(func.substr(Library.region_code, 1, 5), Decision.rank)
    return query.order_by(Library.region_code, Library.kind, Library.name, Library.id)
