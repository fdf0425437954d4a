"""One pairing code in many hands at one moment."""

import threading

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from plm.checkin.actions import add_device, make_pairing_code, pair_device, pairing
from plm.checkin.queries import find_device
from plm.checkin.rules import PairingCodeUsed
from plm.checkin.tables import Pairing
from plm.codes import new_nonce
from tests.checkin.people import make_checkpoint
from tests.factories import NOON, make_event

HANDS = 16


@pytest.fixture
def code(engine: Engine) -> str:
    with Session(engine) as session:
        event = make_event(session, slug=f"pasang-{new_nonce()}")
        door = make_checkpoint(session, event)
        device, _token = add_device(session, event_id=event.id, checkpoint=door, name="Meja 1", actor="cli", now=NOON)
        code = make_pairing_code(session, device=device, actor="account:1", now=NOON)
        session.commit()
        return code


def paired_at_once(engine: Engine, code: str) -> tuple[list[str], list[Exception]]:
    """The tokens that were given, and what the others were told."""
    start = threading.Barrier(HANDS)
    tokens: list[str] = []
    refusals: list[Exception] = []

    def run() -> None:
        start.wait()
        try:
            with Session(engine) as session:
                _device, token = pair_device(session, code=code, now=NOON)
                session.commit()
                tokens.append(token)
        except Exception as error:  # noqa: BLE001  # the error is the result
            refusals.append(error)

    threads = [threading.Thread(target=run) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tokens, refusals


def test_one_hand_gets_the_token_and_the_others_hear_that_it_is_used(engine: Engine, code: str) -> None:
    tokens, refusals = paired_at_once(engine, code)

    assert [type(refusal) for refusal in refusals] == [PairingCodeUsed] * (HANDS - 1)
    with Session(engine) as session:
        assert [find_device(session, token) is not None for token in tokens] == [True]


def test_looking_first_and_writing_then_pairs_several(
    engine: Engine, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the guarded statement everybody who looked in time gets a token."""
    seen = threading.Barrier(HANDS)

    def look_then_write(session: Session, code_hash: str, now: object) -> bool:
        if session.get_one(Pairing, code_hash).used_at is not None:
            return False
        session.commit()
        seen.wait()
        session.get_one(Pairing, code_hash).used_at = NOON
        session.flush()
        return True

    monkeypatch.setattr(pairing, "_take", look_then_write)
    tokens, _refusals = paired_at_once(engine, code)

    assert len(tokens) > 1
