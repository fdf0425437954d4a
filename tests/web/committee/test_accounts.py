"""Who may log in, on the pages of the nationwide committee."""

import re

import pytest
from flask import g

from plm.accounts.queries import find_account_by_email, grant_rows_of, grants_of
from plm.accounts.rules import Grant, Role, Scope
from tests.factories import log_in, make_account, make_event, make_region

TYPED = {
    "name": "Contoh Empat",
    "email": "Empat@contoh.id",
    "password": "",
    "role": "committee",
    "scope": "national",
    "region_code": "",
    "event": "",
}


@pytest.fixture
def me(session):
    return make_account(session, name="Contoh Tiga")


@pytest.fixture
def committee(client, me):
    log_in(client, me)
    return client


def password_in(answer):
    return re.search(r"plm-code fs-4[^>]*>([^<]+)<", answer.text)[1]


def test_an_account_is_made_and_its_random_password_opens_once_shown(app, committee, session):
    answer = committee.post("/panitia/akun/baru", data=TYPED)

    account = find_account_by_email(session, "empat@contoh.id")
    entered = app.test_client().post(
        "/panitia/masuk", data={"email": "empat@contoh.id", "password": password_in(answer)}
    )
    assert grants_of(session, account.id) == (Grant(Role.COMMITTEE, Scope.NATIONAL),)
    assert answer.headers["Cache-Control"] == "no-store"
    assert entered.status_code == 302
    assert password_in(answer) not in committee.get(f"/panitia/akun/{account.id}").text


def test_a_typed_password_is_not_repeated(committee, session):
    answer = committee.post("/panitia/akun/baru", data={**TYPED, "password": "sandi rahasia"})

    assert answer.status_code == 200
    assert "sandi rahasia" not in answer.text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "Tulis nama orangnya."),
        ({"email": "contoh"}, "email", "Surel tidak lengkap."),
        ({"email": "ada@contoh.id"}, "email", "sudah punya akun"),
        ({"password": "pendek"}, "password", "Paling sedikit 10"),
        ({"scope": "province"}, "region_code", "Tulis kode wilayah"),
        ({"scope": "province", "region_code": "99"}, "region_code", "Wilayah tidak dikenal"),
        ({"scope": "regency", "region_code": "62"}, "region_code", "bukan jenjang yang dipilih"),
        ({"scope": "event"}, "event", "Pilih acaranya."),
        ({"role": "king"}, "role", "Pilih salah satu."),
    ],
)
def test_bad_input_makes_no_account_and_loses_nothing(committee, session, changes, field, words):
    make_region(session, "62")
    make_account(session, email="ada@contoh.id")

    answer = committee.post("/panitia/akun/baru", data={**TYPED, **changes})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert find_account_by_email(session, "empat@contoh.id") is None


def test_a_right_reaches_a_province_or_an_event(committee, session):
    make_region(session, "62")
    event = make_event(session)
    account = make_account(session, role=Role.AUDITOR)
    url = f"/panitia/akun/{account.id}"
    right = {"role": "desk", "scope": "province", "region_code": "62", "event": ""}

    committee.post(url, data=right)
    committee.post(url, data={"role": "desk", "scope": "event", "region_code": "62", "event": str(event.id)})

    assert grants_of(session, account.id)[1:] == (
        Grant(Role.DESK, Scope.PROVINCE, "62"),
        Grant(Role.DESK, Scope.EVENT, event_id=event.id),
    )
    page = committee.get("/panitia/akun/").text
    assert "Meja daftar ulang, Kalimantan Tengah" in page
    assert "Meja daftar ulang, PLM Nasional 2024" in page


def test_a_right_is_taken_away(committee, session):
    account = make_account(session)
    (grant,) = grant_rows_of(session, account.id)

    committee.post(f"/panitia/akun/{account.id}/hak/{grant.id}/cabut")

    assert grants_of(session, account.id) == ()


def test_a_right_of_somebody_else_is_not_found_here(committee, session, me):
    account = make_account(session)
    (grant,) = grant_rows_of(session, me.id)

    assert committee.post(f"/panitia/akun/{account.id}/hak/{grant.id}/cabut").status_code == 404
    assert committee.get("/panitia/akun/999999").status_code == 404


def visit(browser):
    """Ask for the list of meetings; the test's one app context would remember who asked before."""
    g.pop("_login_user", None)
    answer = browser.get("/panitia/")
    g.pop("_login_user", None)
    return answer.status_code


def test_closing_ends_the_sessions_and_reopening_lets_in_again(app, committee, session):
    account = make_account(session)
    theirs = app.test_client()
    log_in(theirs, account)
    before = visit(theirs)

    committee.post(f"/panitia/akun/{account.id}/tutup")
    closed = visit(theirs)
    committee.post(f"/panitia/akun/{account.id}/buka")
    log_in(theirs, account)

    assert (before, closed, visit(theirs)) == (200, 302, 200)


def test_a_new_password_ends_the_sessions(app, committee, session):
    account = make_account(session, email="lima@contoh.id")
    theirs = app.test_client()
    log_in(theirs, account)

    password = password_in(committee.post(f"/panitia/akun/{account.id}/sandi"))

    assert visit(theirs) == 302
    assert theirs.post("/panitia/masuk", data={"email": account.email, "password": password}).status_code == 302


def test_nobody_locks_oneself_out(committee, session, me):
    (grant,) = grant_rows_of(session, me.id)
    right = f"/panitia/akun/{me.id}/hak/{grant.id}/cabut"
    session.commit()  # a refusal rolls back what was not

    assert committee.post(f"/panitia/akun/{me.id}/tutup").status_code == 409
    assert committee.post(right).status_code == 409
    assert "Ini akun Anda." in committee.get(f"/panitia/akun/{me.id}").text
    assert grants_of(session, me.id) != ()


def test_an_auditor_sees_accounts_without_buttons(client, session):
    auditor = make_account(session, role=Role.AUDITOR)
    log_in(client, auditor)

    assert "Tambah akun" not in client.get("/panitia/akun/").text
    assert "Tambah hak" not in client.get(f"/panitia/akun/{auditor.id}").text


def test_names_are_shown_escaped(committee, session):
    make_account(session, name="<b>Contoh</b>")

    assert "&lt;b&gt;Contoh&lt;/b&gt;" in committee.get("/panitia/akun/").text
