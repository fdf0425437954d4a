"""A library reads why, and objects, behind its own link alone."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import current_app

from plm.adapters.storage import storage_of
from plm.clock import now
from plm.eligibility.actions import renew_explanation_link, revoke_explanation_link, run_decision
from plm.eligibility.queries import explanation_token
from plm.eligibility.rules import Policy
from plm.objections.actions import Answer, answer_objection, set_window
from plm.objections.queries import objections_of_library
from plm.objections.rules import Consequence, Verdict
from tests.eligibility.makers import SIX, make_scene
from tests.factories import NOON
from tests.registration.makers import link_of, make_invitation, picture, secret

TYPED = {"words": "Skor layanan kami belum masuk.", "contact": "Contoh Satu, 0812"}


@pytest.fixture
def scene(session):
    scene = make_scene(session, policy=Policy(minimum=SIX.minimum, best_per_regency=1))
    run_decision(session, event=scene.event, actor="cli", now=NOON)
    return scene


def link_to(session, scene, library, **changes):
    made = {"expires_at": now() + timedelta(days=30), "secret_key": secret(), "actor": "cli", "now": now(), **changes}
    link = renew_explanation_link(session, event=scene.event, library_id=library.id, **made)
    session.commit()
    return link, f"/k/{explanation_token(link, secret())}/"


def test_a_library_reads_its_own_decision_and_nobody_elses(client, session, scene):
    _, path = link_to(session, scene, scene.turan_amis)

    page = client.get(path).text

    assert "Turan Amis" in page
    assert "Skor 5,2; diperlukan 6,0, <b>kurang 0,8</b>." in page
    assert "Skor 6,0 sudah cukup; skor Anda 5,2." in page
    assert "kpi-2024.xlsx" in page
    assert not any(name in page for name in ("Tangkum", "Pangkan", "7,72"))


def test_the_reserve_is_told_what_would_have_been_enough(client, session, scene):
    _, path = link_to(session, scene, scene.pangkan)

    page = client.get(path).text

    assert "Skor di atas 7,7" in page
    assert "Tangkum" not in page


def test_an_invited_library_reads_it_behind_its_invitation(client, session, scene):
    invitation = make_invitation(session, scene.event, scene.tangkum, expires_at=now() + timedelta(days=3))
    path = link_of(invitation)

    assert f'href="{path}kelayakan/"' in client.get(path).text
    page = client.get(f"{path}kelayakan/").text
    assert "Skor 7,72; diperlukan 6,0." in page
    assert "Yang sudah akan cukup" not in page


def test_an_objection_is_sent_with_a_paper_shown_and_answered(client, session, scene):
    _, path = link_to(session, scene, scene.turan_amis)
    paper = (BytesIO(picture()), "bukti.jpg")

    sent = client.post(f"{path}keberatan", data={**TYPED, "paper": paper}, follow_redirects=True)
    again = client.post(f"{path}keberatan", data=TYPED, follow_redirects=True)
    (objection,) = objections_of_library(session, scene.event.id, scene.turan_amis.id)
    answer = Answer(Verdict.UPHELD, Consequence.INCLUDED, "Benar.")
    answer_objection(session, event=scene.event, objection=objection, answer=answer, actor="cli", now=NOON)
    session.commit()
    answered = client.get(path).text

    assert "Keberatan terkirim." in sent.text
    assert "Menunggu jawaban" in sent.text
    assert again.status_code == 200, "the same words twice are one objection"
    assert (objection.filename, objection.contact) == ("bukti.jpg", "Contoh Satu, 0812")
    assert storage_of(current_app).exists(objection.storage_key)
    assert "<b>Dikabulkan.</b> Benar." in answered
    assert "disertakan pada putusan berikutnya" in answered


def test_bad_input_is_told_and_nothing_typed_is_lost(client, session, scene):
    _, path = link_to(session, scene, scene.turan_amis)
    empty = client.post(f"{path}keberatan", data={"words": "", "contact": "Contoh <b>"})
    wrong = client.post(f"{path}keberatan", data={**TYPED, "paper": (BytesIO(b"MZ"), "x.exe")})

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert 'value="Contoh &lt;b&gt;"' in empty.text
    assert TYPED["words"] in wrong.text
    assert objections_of_library(session, scene.event.id, scene.turan_amis.id) == []


def test_after_the_end_nothing_is_taken(client, session, scene):
    _, path = link_to(session, scene, scene.turan_amis)
    set_window(session, event=scene.event, closes_at=now() - timedelta(minutes=1), actor="cli", now=now())
    session.commit()

    page, sent = client.get(path), client.post(f"{path}keberatan", data=TYPED)

    assert "Masa keberatan sudah berakhir." in page.text
    assert "Sampaikan keberatan" not in page.text
    assert (sent.status_code, "Masa keberatan sudah berakhir." in sent.text) == (422, True)


def test_an_open_objection_is_taken_back_after_a_question(client, session, scene):
    _, path = link_to(session, scene, scene.turan_amis)
    client.post(f"{path}keberatan", data=TYPED)

    asked = client.get(f"{path}keberatan/tarik")
    client.post(f"{path}keberatan/tarik")

    assert TYPED["words"] in asked.text
    assert "Ditarik" in client.get(path).text


def test_guessed_links_tell_nothing(client, session, scene):
    link, path = link_to(session, scene, scene.turan_amis)
    guesses = ["/k/0000000000000000000000000A/", "/k/x/", path.replace("/k/", "/u/") + "kelayakan/"]
    answers = [client.get(guess).status_code for guess in guesses]
    revoke_explanation_link(session, link=link, actor="cli", now=now())
    session.commit()

    assert answers == [404, 404, 404]
    assert client.get(path).status_code == 410


def test_an_expired_link_says_whom_to_ask(client, session, scene):
    _, path = link_to(session, scene, scene.turan_amis, now=NOON, expires_at=NOON + timedelta(days=1))

    answer = client.get(path)

    assert answer.status_code == 410
    assert "habis masa berlakunya" in answer.text
