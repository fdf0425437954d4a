"""How many statements something costs."""

from contextlib import contextmanager

from sqlalchemy import event as listening

from plm.extensions import db


@contextmanager
def counted():
    """The statements that are sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    engine = db.session().get_bind().engine
    listening.listen(engine, "before_cursor_execute", note)
    yield sent
    listening.remove(engine, "before_cursor_execute", note)
