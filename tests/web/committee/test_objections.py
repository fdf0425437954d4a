"""The committee lists, records and answers objections; the auditor reads."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from plm.accounts.rules import Role
from plm.adapters.spreadsheets import read_table
from plm.clock import now
from plm.eligibility.actions import run_decision
from plm.eligibility.queries import explanation_links_of, find_manual, latest_run
from plm.jobs.tables import Job
from plm.objections.queries import objections_close_at, objections_of
from plm.outbox.tables import MailMessage
from tests.eligibility.makers import make_scene
from tests.factories import NOON, log_in, make_account

URL = "/panitia/plm-2024/keberatan/"
WHY = "/panitia/plm-2024/kelayakan/"
LATER = (now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def auditor(client, session):
    log_in(client, make_account(session, role=Role.AUDITOR))
    return client


@pytest.fixture
def scene(session):
    scene = make_scene(session)
    scene.turan_amis.email = "desa@contoh.id"
    run_decision(session, event=scene.event, actor="cli", now=NOON)
    session.commit()
    return scene


def recorded(committee, session, scene):
    typed = {"words": "Skor kami <b>keliru</b>.", "contact": "Contoh Satu"}
    committee.post(f"{URL}catat/{scene.turan_amis.id}", data=typed)
    (line,) = objections_of(session, scene.event.id)
    return line.objection


def test_an_objection_by_telephone_is_put_on_record_and_listed(committee, session, scene):
    objection = recorded(committee, session, scene)

    listed = committee.get(URL).text
    page = committee.get(f"{URL}{objection.id}").text
    library = committee.get(f"{WHY}{scene.turan_amis.id}").text
    dashboard = committee.get("/panitia/plm-2024/").text

    assert "Turan Amis" in listed
    assert "Skor kami &lt;b&gt;keliru&lt;/b&gt;." in page
    assert "kurang 0,8" in page, "what was decided stands beside it"
    assert f"{URL}{objection.id}" in library
    assert "1 keberatan belum dijawab" in dashboard


def test_an_answer_lets_the_library_in_and_goes_out_by_mail(committee, session, scene):
    objection = recorded(committee, session, scene)
    typed = {"verdict": "upheld", "consequence": "included", "answer": "Benar, skornya menyusul."}

    page = committee.post(f"{URL}{objection.id}", data=typed, follow_redirects=True).text

    assert "Keberatan dijawab." in page
    assert "Dikabulkan" in page
    manual = find_manual(session, event_id=scene.event.id, library_id=scene.turan_amis.id)
    assert manual.reason == "Benar, skornya menyusul."
    assert session.scalars(select(MailMessage.recipient)).all() == ["desa@contoh.id"]
    assert len(session.scalars(select(Job)).all()) == 1


def test_an_answer_may_run_the_decision_again(committee, session, scene):
    objection = recorded(committee, session, scene)

    page = committee.post(
        f"{URL}{objection.id}",
        data={"verdict": "partly", "consequence": "new_run", "answer": "Skor sudah diperbaiki."},
        follow_redirects=True,
    ).text

    assert latest_run(session, scene.event.id).number == 2
    assert "putusan ke-2" in page


def test_a_contradicting_or_empty_answer_is_told_at_its_field(committee, session, scene):
    objection = recorded(committee, session, scene)
    contradicts = {"verdict": "rejected", "consequence": "included", "answer": "Tidak."}

    answers = [committee.post(f"{URL}{objection.id}", data=data) for data in ({}, contradicts)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert 'href="#answer"' in answers[0].text
    assert 'href="#consequence"' in answers[1].text
    assert "Tidak." in answers[1].text


def test_two_answers_at_once_are_one(committee, session, scene):
    objection = recorded(committee, session, scene)
    typed = {"verdict": "rejected", "consequence": "none", "answer": "Skor sudah benar."}
    committee.post(f"{URL}{objection.id}", data=typed)

    again = committee.post(f"{URL}{objection.id}", data={**typed, "answer": "Yang lain."})

    assert (again.status_code, "sudah dijawab atau ditarik" in again.text) == (422, True)
    session.refresh(objection)
    assert objection.answer == "Skor sudah benar."


def test_the_end_of_objections_is_set_and_taken_away(committee, session, scene):
    committee.post(f"{URL}batas", data={"closes_at": LATER})
    kept = objections_close_at(session, scene.event.id)
    shown = committee.get(f"{URL}batas").text
    committee.post(f"{URL}batas", data={"closes_at": ""})
    session.expire_all()

    assert kept is not None
    assert f'value="{LATER}"' in shown
    assert objections_close_at(session, scene.event.id) is None


def test_links_are_made_in_bulk_and_taken_away_as_a_sheet(committee, session, scene):
    made = committee.post(f"{WHY}tautan", data={"province": "", "expires_at": LATER}, follow_redirects=True).text
    past = committee.post(f"{WHY}tautan", data={"province": "", "expires_at": "2020-01-01T00:00"})
    sheet = read_table(committee.get(f"{WHY}tautan.xlsx").data, "x.xlsx")

    assert "1 tautan penjelasan siap." in made
    assert past.status_code == 422
    ((link, library),) = explanation_links_of(session, scene.event.id)
    assert library == scene.turan_amis
    assert any("/k/" in str(cell) for row in sheet.rows for cell in (row.cells if hasattr(row, "cells") else row))
    assert link.revoked_at is None


def test_one_link_is_made_shown_and_revoked(committee, session, scene):
    page = f"{WHY}{scene.turan_amis.id}"
    shown = committee.post(f"{page}/tautan", follow_redirects=True).text
    revoked = committee.post(f"{page}/tautan/cabut", follow_redirects=True).text

    assert "http://127.0.0.1:8000/k/" in shown
    assert "http://127.0.0.1:8000/k/" not in revoked


def test_an_auditor_reads_everything_and_changes_nothing(auditor, session, scene):
    session.commit()
    pages = [auditor.get(path).status_code for path in (URL, f"{WHY}{scene.turan_amis.id}")]
    page = auditor.get(f"{WHY}{scene.turan_amis.id}").text

    assert pages == [200, 200]
    assert "kurang 0,8" in page
    assert "/k/" not in page
    posts = (f"{URL}catat/{scene.turan_amis.id}", f"{WHY}tautan", f"{WHY}{scene.turan_amis.id}/tautan")
    assert [auditor.post(path).status_code for path in posts] == [403, 403, 403]
    assert auditor.get(f"{WHY}tautan.xlsx").status_code == 403


def test_an_objection_of_another_event_is_not_found(committee, session, scene):
    assert committee.get(f"{URL}999").status_code == 404
