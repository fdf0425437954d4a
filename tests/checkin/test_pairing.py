"""Codes that pair a browser: once, for ten minutes, and what a device tells of itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from plm.audit.tables import AuditEntry
from plm.checkin.actions import add_device, make_pairing_code, note_device, pair_device, revoke_device
from plm.checkin.queries import find_device
from plm.checkin.rules import PairingCodeExpired, PairingCodeUnknown, PairingCodeUsed
from tests.checkin.people import make_checkpoint
from tests.factories import NOON, make_event

MINUTES = timedelta(minutes=1)


@pytest.fixture
def device(session):
    event = make_event(session)
    device, _token = add_device(
        session, event_id=event.id, checkpoint=make_checkpoint(session, event), name="Meja 1", actor="cli", now=NOON
    )
    return device


@pytest.fixture
def code(session, device):
    return make_pairing_code(session, device=device, actor="account:1", now=NOON)


def test_a_code_gives_a_fresh_token_that_replaces_the_old_one(session, device, code):
    again = make_pairing_code(session, device=device, actor="account:1", now=NOON)
    _device, first = pair_device(session, code=again, now=NOON)
    third = make_pairing_code(session, device=device, actor="account:1", now=NOON)
    paired, second = pair_device(session, code=f" {third[:4].lower()}-{third[4:]} ", now=NOON + MINUTES)

    assert len(code) == 8
    assert find_device(session, first) is None
    assert find_device(session, second) is device is paired
    assert device.paired_at == NOON
    verbs = list(session.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"device:{device.id}")))
    assert verbs.count("device.pair") == 2


def test_a_code_works_once(session, device, code):
    _device, token = pair_device(session, code=code, now=NOON)

    with pytest.raises(PairingCodeUsed):
        pair_device(session, code=code, now=NOON)
    assert find_device(session, token) is device


@pytest.mark.parametrize("late", [10 * MINUTES, 11 * MINUTES])
def test_a_code_ends_after_ten_minutes(session, code, late):
    with pytest.raises(PairingCodeExpired):
        pair_device(session, code=code, now=NOON + late)


def test_a_newer_code_ends_the_one_before(session, device, code):
    make_pairing_code(session, device=device, actor="account:1", now=NOON)

    with pytest.raises(PairingCodeExpired):
        pair_device(session, code=code, now=NOON)


@pytest.mark.parametrize("code", ["", "00000000", "x" * 64])
def test_another_word_is_no_code(session, device, code):
    with pytest.raises(PairingCodeUnknown):
        pair_device(session, code=code, now=NOON)


def test_a_revoked_device_is_paired_anew(session, device):
    revoke_device(session, device=device, actor="account:1", now=NOON)
    code = make_pairing_code(session, device=device, actor="account:1", now=NOON)

    _device, token = pair_device(session, code=code, now=NOON)

    assert find_device(session, token) is device


def test_a_device_is_noted_at_most_every_ten_seconds(session, device):
    def note(seconds, **told):
        moment = NOON + timedelta(seconds=seconds)
        told = {"waiting": None, "clock_offset_ms": None, **told}
        return note_device(session, device_id=device.id, now=moment, **told)

    noted = [note(0, waiting=3, clock_offset_ms=-40), note(9, waiting=9), note(10, waiting=0)]
    session.refresh(device)

    assert noted == [True, False, True]
    assert (device.waiting, device.clock_offset_ms, device.last_seen_at) == (0, -40, NOON + timedelta(seconds=10))
