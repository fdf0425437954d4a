"""Checkpoints made and changed, devices added, moved and given another token."""

from datetime import timedelta

import pytest

from plm.audit.queries import entries_of
from plm.checkin.actions import (
    add_app_device,
    add_checkpoint,
    add_device,
    make_pairing_code,
    record_scan,
    revise_checkpoint,
    revise_device,
    revoke_device,
    roll_token,
)
from plm.checkin.queries import find_device, latest_pairing, post_of
from plm.checkin.rules import (
    CheckpointDetails,
    CheckpointKind,
    CheckpointNameTaken,
    CheckpointNotSound,
    CheckpointProblem,
    DeviceNameTaken,
    Passing,
    UnknownOffline,
    Window,
    usual,
)
from plm.codes import new_nonce
from plm.errors import NotFound
from plm.events.actions import remove_session
from plm.events.rules import SessionInUse, SessionKind
from plm.events.tables import AgendaSession
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.factories import NOON, make_event

LATER = NOON + timedelta(minutes=20)
HOUR = timedelta(hours=1)
MEAL = CheckpointDetails(name="Makan siang", kind=CheckpointKind.MEAL)


@pytest.fixture
def event(session):
    return make_event(session, slug=f"plm-{new_nonce()[:8]}")


def make_session(session, event, **changes):
    values = {"kind": SessionKind.CLASS, "title": "Kelas", "starts_at": NOON, "ends_at": NOON + HOUR}
    line = AgendaSession(event_id=event.id, **{**values, **changes})
    session.add(line)
    session.flush()
    return line


def make(session, event, **changes):
    details = CheckpointDetails(**{**vars(MEAL), **changes})
    return add_checkpoint(session, event=event, details=details, actor="account:1", now=NOON)


def revise(session, event, place, **changes):
    details = CheckpointDetails(**{**vars(MEAL), **changes})
    revise_checkpoint(session, event=event, checkpoint=place, details=details, actor="account:1", now=LATER)


@pytest.mark.parametrize("kind", CheckpointKind)
def test_what_is_usual_for_a_kind_is_sound(session, event, kind):
    details = CheckpointDetails(**{**vars(usual(kind)), "name": kind.value})

    place = add_checkpoint(session, event=event, details=details, actor="account:1", now=NOON)

    assert (place.kind, place.passing) == (kind, details.passing)


def test_who_chooses_a_session_is_on_its_list(session, event):
    place = make(session, event, session_id=make_session(session, event).id, choosable=True)

    assert place.guests_only


def test_a_session_of_another_event_is_not_found(session, event):
    strange = make_session(session, make_event(session, slug=f"lain-{new_nonce()[:8]}"))

    with pytest.raises(NotFound):
        make(session, event, session_id=strange.id)


def test_everything_that_contradicts_itself_is_named(session, event):
    windows = (Window(NOON, NOON + HOUR), Window(NOON + HOUR, NOON), Window(NOON + HOUR / 2, NOON + HOUR))

    with pytest.raises(CheckpointNotSound) as caught:
        make(session, event, windows=windows, passing=Passing.MANY, exits=True, choosable=True)

    assert caught.value.facts["problems"] == (
        (CheckpointProblem.WINDOW_ENDS_FIRST, 1),
        (CheckpointProblem.WINDOW_OVERLAPS, 2),
        (CheckpointProblem.EXITS_WHILE_MANY, None),
        (CheckpointProblem.CHOICE_WITHOUT_SESSION, None),
    )


def test_a_checkpoint_changes_and_the_change_is_noted(session, event):
    place = make(session, event)

    revise(session, event, place, name="Makan malam", capacity=80, unknown_offline=UnknownOffline.REFUSE)
    revise(session, event, place, name="Makan malam", capacity=80, unknown_offline=UnknownOffline.REFUSE)

    assert (place.name, place.code, place.capacity) == ("Makan malam", "makan-siang", 80)
    noted = [(entry.verb, entry.facts) for entry in entries_of(session, event.id)]
    assert noted == [
        ("checkpoint.revise", {"changed": ["capacity", "name", "unknown_offline"]}),
        ("checkpoint.add", {}),
    ]


def test_another_checkpoints_name_is_taken_whatever_its_case(session, event):
    make(session, event, name="Pintu")
    place = make(session, event)

    with pytest.raises(CheckpointNameTaken):
        revise(session, event, place, name="PINTU")


def test_what_scans_were_counted_by_stays(session, event):
    place, holder = make_checkpoint(session, event, hand_out=""), make_holder(session, event)
    door = {"name": place.name, "kind": place.kind}
    revise(session, event, place, **door, exits=True)
    record_scan(session, post=post_of(event, place), scan=scan_of(holder.code), scanned_by="Meja 1", now=NOON)

    with pytest.raises(CheckpointNotSound) as caught:
        revise(session, event, place, name=place.name, exits=True, re_entry=True, passing=Passing.ONCE)
    revise(session, event, place, **door, exits=True, capacity=9)

    assert caught.value.facts["problems"] == tuple(
        (CheckpointProblem.FIXED_BY_SCANS, name) for name in ("kind", "passing", "re_entry")
    )
    assert place.capacity == 9


def test_the_session_of_a_checkpoint_stays_in_the_agenda(session, event):
    line = make_session(session, event)
    place = make(session, event, session_id=line.id)

    with pytest.raises(SessionInUse):
        remove_session(session, line=line, actor="account:1", now=NOON)
    revise(session, event, place)
    remove_session(session, line=line, actor="account:1", now=NOON)

    assert session.get(AgendaSession, line.id) is None


def test_a_phone_has_no_token_until_it_is_paired_and_moves(session, event):
    door, meal = make_checkpoint(session, event), make(session, event)
    phone = add_app_device(
        session, event_id=event.id, checkpoint=door, name="Meja 1", kiosk=True, actor="account:1", now=NOON
    )
    revise_device(session, device=phone, checkpoint=meal, name="Meja makan", kiosk=False, actor="account:1", now=LATER)

    assert (phone.token_hash, phone.checkpoint_id, phone.name, phone.kiosk) == (None, meal.id, "Meja makan", False)


def test_a_name_is_one_devices(session, event):
    door = make_checkpoint(session, event)
    add_device(session, event_id=event.id, checkpoint=door, name="Meja 1", actor="account:1", now=NOON)
    phone = add_app_device(
        session, event_id=event.id, checkpoint=door, name="Meja 2", kiosk=False, actor="account:1", now=NOON
    )

    with pytest.raises(DeviceNameTaken):
        revise_device(session, device=phone, checkpoint=door, name="Meja 1", kiosk=False, actor="account:1", now=NOON)


def test_a_fresh_token_ends_the_old_one_and_brings_a_revoked_device_back(session, event):
    door = make_checkpoint(session, event)
    device, token = add_device(session, event_id=event.id, checkpoint=door, name="Gerbang", actor="account:1", now=NOON)
    revoke_device(session, device=device, actor="account:1", now=NOON)

    fresh = roll_token(session, device=device, actor="account:1", now=LATER)

    assert find_device(session, token) is None
    assert find_device(session, fresh) is device


def test_revoking_ends_a_code_that_is_still_shown(session, event):
    door = make_checkpoint(session, event)
    device, _ = add_device(session, event_id=event.id, checkpoint=door, name="Gerbang", actor="account:1", now=NOON)
    make_pairing_code(session, device=device, actor="account:1", now=NOON)

    revoke_device(session, device=device, actor="account:1", now=NOON)

    session.expire_all()
    assert latest_pairing(session, device.id).expires_at == NOON
