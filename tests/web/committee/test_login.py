"""Logging in, and what stays closed."""

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from tests.factories import NOON, log_in, make_account, make_event


def test_login_opens_the_list_of_meetings(client, session):
    account = create_account(
        session, email="Panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
    )
    grant_role(session, account_id=account.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
    make_event(session)

    answer = client.post("/panitia/masuk", data={"email": "panitia@CONTOH.id", "password": "sandi rahasia"})
    page = client.get(answer.location)

    assert answer.status_code == 302
    assert "PLM Nasional 2024" in page.text


def test_wrong_password_says_so_and_keeps_the_address(client, session):
    make_account(session, email="panitia@contoh.id")

    answer = client.post("/panitia/masuk", data={"email": "panitia@contoh.id", "password": "salah"})

    assert answer.status_code == 422
    assert "tidak cocok" in answer.text
    assert 'value="panitia@contoh.id"' in answer.text
    assert "<title>Kesalahan: Masuk" in answer.text


def test_closed_page_asks_to_log_in_and_remembers_where_to_go(client, session):
    answer = client.get("/panitia/")

    assert answer.status_code == 302
    assert answer.location == "/panitia/masuk?kembali=/panitia/"


def test_login_does_not_send_people_to_other_sites(client, session):
    log_in(client, make_account(session))

    answer = client.get("/panitia/masuk?kembali=//jahat.example/")

    assert answer.location == "/panitia/"


def test_closing_an_account_ends_its_sessions(client, session):
    account = make_account(session)
    log_in(client, account)
    account.stamp = "another"
    session.flush()

    answer = client.get("/panitia/")

    assert answer.status_code == 302


def test_who_may_only_scan_lands_at_the_desk(client, session):
    event = make_event(session)
    desk = create_account(session, email="meja@contoh.id", name="Meja", password="sandi rahasia", actor="cli", now=NOON)
    grant = Grant(Role.DESK, Scope.EVENT, event_id=event.id)
    grant_role(session, account_id=desk.id, grant=grant, actor="cli", now=NOON)

    answer = client.post("/panitia/masuk", data={"email": "meja@contoh.id", "password": "sandi rahasia"})

    assert answer.location == "/meja/"


def test_a_page_that_is_only_a_form_is_closed_to_who_could_not_send_it(client, session):
    event = make_event(session)
    log_in(client, make_account(session, role=Role.AUDITOR))

    assert client.get(f"/panitia/{event.slug}/sertifikat/pengaturan").status_code == 403
    assert client.get(f"/panitia/{event.slug}/acara").status_code == 200
