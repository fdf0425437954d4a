"""One certificate brought back signed by several hands at the same moment: one signature stays, and its file."""

import io
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from plm.adapters.certificates import Taking, read_pdf, sealing, take_back
from plm.adapters.storage import Storage
from plm.certificates.queries import stored_pdf
from plm.certificates.rules import Brought
from plm.certificates.tables import Certificate
from plm.clock import now
from plm.codes import new_nonce
from tests.adapters.signing.keys import institution, rsa_key, signed_elsewhere
from tests.certificates.sealed import make_waiting
from tests.factories import make_event

HANDS = 4


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(f"file://{tmp_path}")


@pytest.fixture
def waiting(engine: Engine, storage: Storage) -> tuple[int, int, bytes]:
    """A certificate of an event of its own, so that its rows may stay."""
    with Session(engine) as session:
        event = make_event(session, slug=f"lomba-{new_nonce()}")
        certificate, pdf = make_waiting(session, storage, event)
        session.commit()
        return event.id, certificate.id, pdf


def all_at_once(engine: Engine, storage: Storage, event_id: int, files: list[bytes]) -> list[Brought]:
    """What became of each file, every one brought by another hand; all have looked before the first may write."""
    looked, results = threading.Barrier(len(files)), [Brought.UNKNOWN] * len(files)

    class SlowStorage(Storage):
        def put(self, key: str, data: bytes) -> None:
            looked.wait()
            storage.put(key, data)

    slow = SlowStorage.__new__(SlowStorage)
    vars(slow).update(vars(storage))

    def bring(hand: int) -> None:
        with Session(engine) as session:
            taking = Taking(event_id, (), False, "account:1", now())
            results[hand] = take_back(session, slow, taking, [("a.pdf", io.BytesIO(files[hand]))])[0].brought

    threads = [threading.Thread(target=bring, args=(hand,)) for hand in range(len(files))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def held(engine: Engine, storage: Storage, certificate_id: int) -> bytes:
    with Session(engine) as session:
        place = stored_pdf(session, session.get_one(Certificate, certificate_id))
    assert place is not None
    return read_pdf(storage, place)


def test_the_same_file_of_several_hands_is_taken_once(
    engine: Engine, storage: Storage, waiting: tuple[int, int, bytes]
) -> None:
    event_id, certificate_id, pdf = waiting
    signed = signed_elsewhere(pdf, institution())

    results = all_at_once(engine, storage, event_id, [signed] * HANDS)

    assert sorted(results) == sorted([Brought.TAKEN] + [Brought.ALREADY] * (HANDS - 1))
    assert held(engine, storage, certificate_id) == signed


def test_of_several_signatures_one_stays_and_the_other_files_go(
    engine: Engine, storage: Storage, waiting: tuple[int, int, bytes]
) -> None:
    event_id, certificate_id, pdf = waiting
    files = [signed_elsewhere(pdf, institution(f"Penanda {n}", key=rsa_key(n))) for n in range(HANDS)]

    results = all_at_once(engine, storage, event_id, files)

    assert sorted(results) == sorted([Brought.TAKEN] + [Brought.SIGNED_BEFORE] * (HANDS - 1))
    assert held(engine, storage, certificate_id) == files[results.index(Brought.TAKEN)]
    assert len(storage.keys(f"certificates/{event_id}")) == 1


def test_without_the_guard_the_last_hand_would_win(
    engine: Engine, storage: Storage, waiting: tuple[int, int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unguarded(session: Session, *, certificate_id: int, storage_key: str, sha256: str, **_: object) -> bool:
        certificate = session.get_one(Certificate, certificate_id)
        certificate.storage_key, certificate.sha256, certificate.awaits_seal = storage_key, sha256, False
        session.flush()
        return True

    monkeypatch.setattr(sealing, "take_signed", unguarded)
    event_id, _, pdf = waiting
    files = [signed_elsewhere(pdf, institution(f"Penanda {n}", key=rsa_key(n))) for n in range(2)]

    assert all_at_once(engine, storage, event_id, files) == [Brought.TAKEN, Brought.TAKEN]
