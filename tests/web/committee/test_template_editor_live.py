"""The editor of templates on a telephone, without a script: looked at, put right, kept."""

from typing import Any

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.certificates.actions import create_template
from plm.certificates.queries import shipped_content
from plm.certificates.rules import TemplateKind
from plm.extensions import db
from tests.browsing import log_in, submit
from tests.certificates.scenes import make_person
from tests.conftest import LiveServer
from tests.factories import NOON, make_event

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(browser: Any, live_server: LiveServer) -> Any:
    """The editor of a copy of ours, at a phone's width."""
    with live_server.app.app_context():
        session = db.session()
        event = make_event(session)
        for name in ("Ani", "Contoh Nama Panjang Sekali Kusumaningtyas"):
            make_person(session, event, name=name)
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        ours, kind = shipped_content("lanskap"), TemplateKind.CERTIFICATE
        made = create_template(
            session, event_id=event.id, kind=kind, name="Sertifikat Kami", content=ours, by="account:1", now=NOON
        )
        address = f"{live_server.url}/panitia/{event.slug}/sertifikat/templat/{made.id}"
        session.commit()
        context = browser.new_context(viewport={"width": 360, "height": 780}, java_script_enabled=False)
        page = context.new_page()
        log_in(page, "panitia@contoh.id", "sandi rahasia", at=address)
        yield page
        context.close()


def test_a_slip_is_said_put_right_looked_at_and_kept(page: Any) -> None:
    text = page.get_by_label("Isi (HTML)")
    whole = text.input_value()

    text.fill(whole.replace("{lembaga}", "{lembga}"))
    submit(page, page.get_by_role("button", name="Simpan sebagai versi baru"))
    assert page.get_by_role("alert").locator("li").all_inner_texts() == [
        "Tempat {lembga} tidak dikenal. Pakai nama dari daftar tempat."
    ]
    assert page.get_by_label("Isi (HTML)").input_value() == whole.replace("{lembaga}", "{lembga}")

    page.get_by_label("Isi (HTML)").fill(whole.replace("diberikan kepada", "diserahkan kepada"))
    submit(page, page.get_by_role("button", name="Pratinjau", exact=True))
    assert page.locator("figure img").count() == 2
    assert page.evaluate(WIDER) == 0

    submit(page, page.get_by_role("button", name="Simpan sebagai versi baru"))
    page.get_by_text("Templat tersimpan sebagai versi 2.").wait_for()
