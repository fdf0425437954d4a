"""The event at a glance."""

import re
from datetime import timedelta

import pytest

from plm.accounts.rules import Role
from plm.eligibility.actions import run_decision
from plm.events.queries import get_event
from plm.registration.actions import submit_delegation
from tests.eligibility.makers import make_scene
from tests.factories import NOON, log_in, make_account, make_event, make_library
from tests.registration.makers import make_draft, make_invitation
from tests.web.committee.test_libraries import count_statements

URL = "/panitia/plm-2024/"
VILLAGES = ("73.08.16.2018", "52.03.02.2002", "18.09.01.2007")


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def scene(app, session):
    """Three are eligible, one is invited and has sent its people and letter; the meeting lies ahead."""
    made = make_scene(session)
    ahead = made.event.created_at.date() + timedelta(days=9000)
    made.event.starts_on = made.event.ends_on = made.event.check_out_on = ahead
    run_decision(session, event=made.event, actor="cli", now=NOON)
    with app.test_request_context():
        delegation = make_draft(session, make_invitation(session, made.event, made.tangkum))
        submit_delegation(session, delegation=delegation, now=NOON)
        make_invitation(session, made.event, made.turan_amis)
    session.flush()
    return made


def figures(page):
    """Label and value of each figure."""
    found = re.findall(r'plm-label">([^<]+)</span><span class="plm-value">([^<]+)</span>', page)
    return dict(found)


def tasks(page):
    return re.findall(r"<li><span><b>([^<]+)</b>", page)


def test_figures_count_and_open_the_list_behind_them(committee, scene):
    page = committee.get(URL).text

    assert figures(page) == {
        "Diundang": "2",
        "Menjawab": "1",
        "Terdaftar": "1",
        "Surat tugas": "0",
        "Tiba": "0",
        "Sertifikat": "0",
    }
    links = re.findall(r'<li><a href="([^"]+)"><span class="plm-label">', page)
    assert len(links) == 6
    assert [committee.get(link.replace("&amp;", "&")).status_code for link in links] == [200] * 6


def test_only_true_tasks_wait_and_each_button_opens(committee, scene):
    page = committee.get(URL).text

    assert tasks(page) == [
        "2 perpustakaan layak belum diundang",
        "1 undangan belum dijawab",
        "1 surat tugas masuk",
    ]
    buttons = re.findall(r'plm-btn-s" href="([^"]+)" aria-label', page)
    assert [committee.get(url.replace("&amp;", "&")).status_code for url in buttons] == [200] * 3


def test_a_new_event_says_what_comes_first(committee, session):
    make_event(session, starts_on=NOON.date() + timedelta(days=9000), ends_on=NOON.date() + timedelta(days=9001))

    page = committee.get(URL).text

    assert tasks(page) == ["Aturan kelayakan belum ada"]
    assert "Belum ada putusan dengan skor." in page
    assert "Belum ada undangan." in page


def test_scores_are_drawn_around_the_threshold(committee, scene):
    page = committee.get(URL).text

    assert "1 perpustakaan di bawah ambang 6,0 dan 2 pada atau di atasnya." in page
    assert "Ambang 6,0" in page
    assert page.count('class="c-in"') == 2
    assert page.count('class="c-out"') == 1
    assert "style=" not in page


def test_provinces_show_their_answers_and_link_to_their_invitations(committee, scene):
    page = committee.get(URL).text

    row = re.search(
        r"<tr><th scope=\"row\"><a href=\"([^\"]+)\">Kalimantan Tengah</a></th>(.*?)<td class=\"w-25\">", page
    )
    assert row is not None
    assert re.findall(r'plm-r">(\d+)<', row[2]) == ["2", "1", "0", "1"]
    assert "Perpusdes Tangkum" in committee.get(row[1].replace("&amp;", "&")).text


def test_eight_provinces_are_shown_and_all_on_request(app, committee, session):
    made = make_event(session)
    with app.test_request_context():
        for code in range(11, 20):
            make_invitation(session, made, make_library(session, region_code=f"{code}.01.01.2001"))

    some, every = committee.get(URL).text, committee.get(f"{URL}?semua=1").text

    assert "8 dari 9 provinsi." in some
    assert some.count('<tr><th scope="row">') == 8 + 1
    assert every.count('<tr><th scope="row">') == 9 + 1


def test_the_state_and_the_moment_of_counting_stand_at_the_top(committee, session):
    make_event(session)

    page = committee.get(URL).text

    assert "Selesai" in page
    assert re.search(r"Angka per \d\d\.\d\d WITA", page)


def test_the_number_of_statements_does_not_move_with_the_rows(app, committee, session, scene):
    committee.get(URL)
    one = count_statements(committee, session, URL)
    event = get_event(session, "plm-2024")
    with app.test_request_context():
        for code in VILLAGES:
            make_invitation(session, event, make_library(session, region_code=code))
    run_decision(session, event=event, actor="cli", now=NOON)

    assert count_statements(committee, session, URL) == one


def test_an_auditor_reads_the_figures(client, session, scene):
    log_in(client, make_account(session, role=Role.AUDITOR))

    page = client.get(URL).text

    assert "Lihat acara" in page
    assert "Ubah acara" not in page
