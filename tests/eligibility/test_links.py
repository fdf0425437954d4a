"""Links to explanations, on both databases."""

from datetime import timedelta

import pytest

from plm.eligibility.actions import (
    make_explanation_links,
    renew_explanation_link,
    revoke_explanation_link,
    run_decision,
)
from plm.eligibility.queries import (
    count_explanation_links,
    explanation_links_of,
    explanation_token,
    find_explanation_link,
    get_explanation_link,
    uninvited_without_link,
)
from plm.eligibility.rules import LinkTermPassed
from plm.errors import LinkUnknown
from tests.eligibility.makers import make_scene
from tests.factories import NOON

SECRET = "rahasia"
TERM = {"expires_at": NOON + timedelta(days=30), "secret_key": SECRET, "actor": "account:3", "now": NOON}


@pytest.fixture
def scene(session):
    scene = make_scene(session)
    run_decision(session, event=scene.event, actor="cli", now=NOON)
    return scene


def test_everybody_who_is_not_invited_gets_a_link_once(session, scene):
    elsewhere = make_explanation_links(session, event=scene.event, region_code="73", **TERM)
    made = [make_explanation_links(session, event=scene.event, region_code=code, **TERM) for code in ("62", None)]

    assert (elsewhere, made) == (0, [1, 0])
    ((link, library),) = explanation_links_of(session, scene.event.id)
    assert library == scene.turan_amis
    assert get_explanation_link(session, explanation_token(link, SECRET).lower()) is link
    assert (count_explanation_links(session, scene.event.id), uninvited_without_link(session, scene.event.id)) == (
        1,
        [],
    )


def test_a_renewed_link_kills_the_old_one(session, scene):
    first = explanation_token(
        renew_explanation_link(session, event=scene.event, library_id=scene.tangkum.id, **TERM), SECRET
    )
    link = renew_explanation_link(session, event=scene.event, library_id=scene.tangkum.id, **TERM)

    assert find_explanation_link(session, scene.event.id, scene.tangkum.id) is link
    with pytest.raises(LinkUnknown):
        get_explanation_link(session, first)


def test_revoking_twice_keeps_the_first_moment(session, scene):
    link = renew_explanation_link(session, event=scene.event, library_id=scene.tangkum.id, **TERM)

    for moment in (NOON, NOON + timedelta(hours=1)):
        revoke_explanation_link(session, link=link, actor="account:3", now=moment)

    assert link.revoked_at == NOON


def test_a_link_that_would_be_dead_at_birth_is_refused(session, scene):
    with pytest.raises(LinkTermPassed):
        make_explanation_links(session, event=scene.event, region_code=None, **{**TERM, "expires_at": NOON})
