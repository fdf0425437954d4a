"""A stub of the server, and browsers at its doors."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plm.checkin.rules import written_code
from plm.codes import derive_code
from tests.web.desk.engine.driving import Phone
from tests.web.desk.engine.sealing import Sealed, opaque
from tests.web.desk.engine.stub import Stub, serve


def code_of(number: int) -> str:
    """The code of the n-th holder."""
    return derive_code("a secret of tests, thirty-two characters", "ticket", str(number))


def holder(number: int, **changes: Any) -> Sealed:
    return opaque(code_of(number), **{"name": f"Contoh {number}", "institution": 1, **changes})


def shown_code(number: int) -> str:
    """What the QR of the n-th holder says."""
    return f"HTTPS://PLM.EXAMPLE.ID/T/{written_code(code_of(number))}"


@pytest.fixture
def stub() -> Iterator[Stub]:
    people = [holder(number) for number in range(1, 21)]
    with serve(Stub(people=people, institutions={"1": "Perpustakaan Desa Contoh"})) as running:
        yield running


@pytest.fixture
def phones(browser: Any, stub: Stub) -> Iterator[Callable[[], Phone]]:
    """As many browsers as a test needs, each with a store of its own."""
    contexts = []

    def new() -> Phone:
        context = browser.new_context()
        contexts.append(context)
        return Phone(context, stub.url)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def phone(phones: Callable[[], Phone]) -> Phone:
    return phones()
