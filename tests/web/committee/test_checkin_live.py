"""The figures of attendance change while somebody looks, without a breach of the policy."""

from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.checkin.actions import add_app_device, record_scan
from plm.checkin.queries import latest_pairing, post_of
from plm.clock import now
from plm.extensions import db
from tests.browsing import log_in
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.conftest import LiveServer
from tests.factories import NOON, make_event

PATIENCE = 20


def test_figures_follow_the_door(browser: Any, live_server: LiveServer) -> None:
    with live_server.app.app_context():
        session = db.session()
        event = make_event(session)
        door, holder = make_checkpoint(session, event), make_holder(session, event)
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        # Somebody is in already, so that the page shows today from the start.
        early = make_holder(session, event, name="Contoh Dua")
        record_scan(session, post=post_of(event, door), scan=scan_of(early.code), scanned_by="Meja 1", now=now())
        session.commit()
        scan = scan_of(holder.code, id=str(uuid4()))
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        log_in(page, "panitia@contoh.id", "sandi rahasia", at=f"{live_server.url}/panitia/plm-2024/kehadiran/")
        before = page.inner_text(".plm-value >> nth=0")

        record_scan(session, post=post_of(event, door), scan=scan, scanned_by="Meja 1", now=now())
        session.commit()
        end = monotonic() + PATIENCE
        while page.inner_text(".plm-value >> nth=0") == before and monotonic() < end:
            sleep(0.2)

        assert (before, page.inner_text(".plm-value >> nth=0")) == ("1", "2")
        assert "Contoh Satu, S.Pd." in page.inner_text("#pindaian")
        assert complaints == []
        page.close()


def test_the_pairing_page_says_that_its_code_was_used(browser: Any, live_server: LiveServer) -> None:
    with live_server.app.app_context():
        session = db.session()
        event = make_event(session)
        door = make_checkpoint(session, event)
        device = add_app_device(
            session, event_id=event.id, checkpoint=door, name="Meja 1", kiosk=False, actor="cli", now=now()
        )
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        device_id = device.id
        session.commit()
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        address = f"{live_server.url}/panitia/plm-2024/kehadiran/alat/{device_id}/"
        log_in(page, "panitia@contoh.id", "sandi rahasia", at=address)
        page.click("text=Tampilkan kode pemasangan")
        waiting = page.inner_text("[data-live]")

        pairing = latest_pairing(session, device_id)
        assert pairing is not None
        pairing.used_at = now()
        session.commit()
        page.wait_for_selector("[data-live] >> text=Sudah dipakai", timeout=PATIENCE * 1000)

        assert "Menunggu alat" in waiting
        assert complaints == []
        page.close()
