"""The desk without the app: typed codes, their verdicts, and people without a ticket."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from plm.accounts.rules import Role, Scope
from plm.checkin.rules import Reason, ScanAnswer, ScanOutcome, TicketFacts, Verdict, refused, written_code
from plm.checkin.tables import Scan
from tests.checkin.people import make_checkpoint, make_holder
from tests.factories import NOON, log_in, make_account, make_event

DOOR = "/meja/plm-2024/pleno/"


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def door(session, event):
    return make_checkpoint(session, event)


@pytest.fixture
def holder(session, event):
    return make_holder(session, event)


@pytest.fixture
def desk(client, session, event):
    log_in(client, make_account(session, role=Role.DESK, scope=Scope.EVENT, event_id=event.id, name="Meja Satu"))
    return client


def scans(session, door):
    return session.scalar(select(func.count()).select_from(Scan).where(Scan.checkpoint_id == door.id))


@pytest.mark.parametrize("path", ["/meja/", "/meja/plm-2024/", DOOR, DOOR + "cari"])
def test_the_desk_is_closed_to_strangers(client, door, path):
    assert client.get(path).location == f"/panitia/masuk?kembali={path}"


def test_the_desk_of_another_event_is_closed(client, session, door):
    other = make_event(session, slug="lain")
    log_in(client, make_account(session, role=Role.DESK, scope=Scope.EVENT, event_id=other.id))

    assert client.get(DOOR).status_code == 403
    assert client.post(DOOR, data={"ticket": "x"}).status_code == 403


def test_the_longest_name_that_an_account_may_have_stands_at_the_door(client, session, event, door, holder):
    log_in(client, make_account(session, role=Role.DESK, scope=Scope.EVENT, event_id=event.id, name="C" * 200))

    answer = client.post(DOOR, data={"ticket": holder.code}, follow_redirects=True)

    assert "plm-verdict-in" in answer.text
    assert session.scalars(select(Scan.scanned_by)).all() == ["C" * 200]


def test_an_auditor_does_not_scan(client, session, door):
    log_in(client, make_account(session, role=Role.AUDITOR))

    assert client.get(DOOR).status_code == 403


def test_the_desk_chooses_its_event_and_its_checkpoint(desk, session, door, holder):
    make_event(session, slug="lain", name="Acara Lain")

    events, places = desk.get("/meja/"), desk.get("/meja/plm-2024/")

    assert "PLM Nasional 2024" in events.text
    assert "Acara Lain" not in events.text
    assert "Pintu Pleno" in places.text
    assert "0 masuk dari 1" in places.text


def test_a_checkpoint_of_another_event_is_not_found(desk, session, event):
    make_checkpoint(session, make_event(session, slug="lain"))

    assert desk.get(DOOR).status_code == 404


def test_a_typed_code_is_judged_without_script(desk, door, holder):
    typed = {"ticket": holder.code.lower(), "scan_id": str(uuid4())}

    first = desk.post(DOOR, data=typed, follow_redirects=True)
    again = desk.post(DOOR, data={**typed, "scan_id": str(uuid4())}, follow_redirects=True)

    assert "plm-verdict-in" in first.text
    assert "Contoh Satu, S.Pd." in first.text
    assert "1 masuk dari 1" in first.text
    assert "plm-verdict-again" in again.text
    assert "lewat Pintu Pleno, dicatat Meja Satu." in again.text


def test_sending_the_same_form_twice_keeps_one_scan(desk, session, door, holder):
    typed = {"ticket": holder.code, "scan_id": str(uuid4())}

    answers = [desk.post(DOOR, data=typed, follow_redirects=True).text for _ in range(2)]

    assert ["plm-verdict-in" in answer for answer in answers] == [True, True]
    assert scans(session, door) == 1


def test_an_empty_code_is_asked_for_again(desk, session, door):
    answer = desk.post(DOOR, data={"ticket": "  "})

    assert answer.status_code == 422
    assert "Ketik kode yang tertulis di bawah QR." in answer.text
    assert "<title>Kesalahan:" in answer.text
    assert scans(session, door) == 0


def test_a_verdict_says_what_to_hand_out(desk, door, holder):
    answer = desk.post(DOOR, data={"ticket": f"HTTPS://X.ID/T/{written_code(holder.code)}"}, follow_redirects=True)

    assert "1 masuk dari 1" in answer.text
    assert "Kartu nama dan tas peserta" in answer.text


def test_a_mistyped_code_is_refused_by_name(desk, door, holder):
    code = written_code(holder.code)
    wrong = code[:3] + ("1" if code[3] == "0" else "0") + code[4:]

    answer = desk.post(DOOR, data={"ticket": wrong}, follow_redirects=True)

    assert "Ada tanda yang salah" in answer.text


def test_an_exit_is_written_down_where_the_checkpoint_takes_exits(desk, session, event, holder):
    make_checkpoint(session, event, exits=True)
    desk.post(DOOR, data={"ticket": holder.code})

    answer = desk.post(DOOR, data={"ticket": holder.code, "direction": "out"}, follow_redirects=True)

    assert "Arah" in desk.get(DOOR).text
    assert '<h1 class="v-word">Keluar</h1>' in answer.text
    assert "Kartu nama dan tas peserta" not in answer.text


def test_the_page_has_no_script_and_leads_to_the_app(desk, door):
    page = desk.get(DOOR)

    assert "<script" not in page.text
    assert 'href="/pindai/"' in page.text


def test_names_are_shown_escaped(desk, session, event, door):
    holder = make_holder(session, event, name="<b>Contoh</b>", title_suffix="")

    answer = desk.post(DOOR, data={"ticket": holder.code}, follow_redirects=True)

    assert "&lt;b&gt;Contoh&lt;/b&gt;" in answer.text


def test_a_lost_ticket_is_found_by_name_and_let_in_by_hand(desk, door, holder):
    page = desk.get(DOOR + "cari?nama=mappalo")
    by_hand = f"{DOOR}cari/{holder.ticket_id}"

    answer = desk.post(by_hand, data={"scan_id": str(uuid4())}, follow_redirects=True)

    assert f'action="{by_hand}"' in page.text
    assert "plm-verdict-in" in answer.text
    assert "Sudah masuk" in desk.get(DOOR + "cari?nama=contoh").text


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "Siapa yang kehilangan tiket?"), ("ab", "Terlalu pendek."), ("tidak ada", "Tidak ada tiket yang berlaku")],
)
def test_a_search_without_result_says_why(desk, door, holder, text, says):
    assert says in desk.get(DOOR + "cari", query_string={"nama": text}).text


def test_a_ticket_of_another_event_is_not_let_in_by_hand(desk, session, door):
    foreign = make_holder(session, make_event(session, slug="lain"))

    assert desk.post(f"{DOOR}cari/{foreign.ticket_id}").status_code == 404


def test_a_scan_of_another_checkpoint_is_not_shown_here(desk, session, event, door, holder):
    make_checkpoint(session, event, code="makan", name="Makan siang")
    scan_id = str(uuid4())
    desk.post("/meja/plm-2024/makan/", data={"scan_id": scan_id, "ticket": holder.code})

    assert "plm-verdict-in" not in desk.get(f"{DOOR}?pindaian={scan_id}").text


def _answer(verdict: Verdict, ticket: TicketFacts | None) -> ScanAnswer:
    return ScanAnswer(str(uuid4()), verdict, ticket)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reason_has_its_words(app, session, event, door, holder, reason, language):
    from plm.checkin.queries import get_ticket_facts  # noqa: PLC0415  # only this test shows verdicts by itself

    ticket = get_ticket_facts(session, holder.ticket_id)
    with app.test_request_context(headers={"Cookie": f"bahasa={language}"}):
        template = app.jinja_env.get_template("desk/scanner/verdict.html")
        answer = _answer(refused(reason, NOON), ticket)
        shown = template.render(event=event, checkpoint=door, answer=answer, leaving=False)

    assert shown.count("<p class") == 2
    assert '<p class="v-name"></p>' not in shown
    assert ScanOutcome.REFUSED not in shown
    # A code of one word may be the English word itself.
    assert "_" not in reason or reason not in shown
