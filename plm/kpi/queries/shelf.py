"""Score columns kept in this process, for pages that read the same periods again and again."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.kpi.queries.columns import ScoreColumns, score_columns
from plm.kpi.tables import KpiImport

PERIODS_KEPT = 12
State = tuple[object, ...]


class ScoreShelf:
    """Reads a period anew as soon as anything was imported into it: scores change by imports only.

    A decision that is kept reads the database itself.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], tuple[State, ScoreColumns]] = OrderedDict()
        self._lock = Lock()

    def score_columns(self, session: Session, period_id: int) -> ScoreColumns:
        """As the query of this name."""
        key, state = (str(session.get_bind().engine.url), period_id), _state_of(session, period_id)
        with self._lock:
            found = self._kept.get(key)
        if found is not None and found[0] == state:
            return found[1]
        columns = score_columns(session, period_id)
        with self._lock:
            self._kept[key] = (state, columns)
            self._kept.move_to_end(key)
            while len(self._kept) > PERIODS_KEPT:
                self._kept.popitem(last=False)
        return columns

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


def _state_of(session: Session, period_id: int) -> State:
    imports = select(func.count(), func.max(KpiImport.id), func.max(KpiImport.imported_at))
    return tuple(session.execute(imports.where(KpiImport.period_id == period_id)).one())
