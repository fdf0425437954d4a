"""Inviting, links, replies and the outbox, on both databases."""

from datetime import timedelta

import pytest

from plm.errors import LinkExpired, LinkRevoked, LinkUnknown, NotFound
from plm.invitations.actions import (
    ask_for_link,
    decline_link,
    invite_libraries,
    note_sent,
    renew_link,
    reply_to,
    revoke_link,
    write_letter,
)
from plm.invitations.queries import (
    Todo,
    find_invitation,
    get_invitation,
    get_invitation_by_token,
    invitations_of,
    reply_counts,
    silent_invitations,
    todo_of,
    token_of,
    unsent_invitations,
)
from plm.invitations.rules import (
    AddressMissing,
    ExpiryPassed,
    Invited,
    LibraryNotEligible,
    NothingAsked,
    Reply,
)
from plm.libraries.rules import LibraryKind
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_invitation, make_run, secret

SOON = NOON + timedelta(days=7)


def _invite(session, event, *libraries, **changes):
    values = {"seats": 2, "expires_at": SOON, "secret_key": secret(), "invited_by": "account:1", "now": NOON}
    ids = [library.id for library in libraries]
    return invite_libraries(session, event=event, library_ids=ids, **{**values, **changes})


def test_inviting_twice_keeps_the_first_invitation(session):
    event, library = make_event(session), make_library(session)
    make_run(session, event, library)

    first = _invite(session, event, library)
    nonce = find_invitation(session, event.id, library.id).link_nonce
    again = _invite(session, event, library, seats=5)

    invitation = find_invitation(session, event.id, library.id)
    assert (first, again) == (Invited(new=1, standing=0), Invited(new=0, standing=1))
    assert (invitation.seats, invitation.link_nonce, invitation.reply) == (2, nonce, Reply.PENDING)


def test_only_what_the_latest_run_invites_is_invited(session):
    event, library = make_event(session), make_library(session)
    other = make_library(session, region_code="62.13.09.2010")
    make_run(session, event, library, waitlisted=(other,))

    with pytest.raises(LibraryNotEligible) as refused:
        _invite(session, event, library, other)

    assert refused.value.facts == {"library_ids": [other.id]}
    assert invitations_of(session, event.id) == []


def test_link_that_is_dead_at_birth_is_refused(session):
    with pytest.raises(ExpiryPassed):
        _invite(session, make_event(session), expires_at=NOON)


def test_token_opens_its_invitation_however_it_is_typed_and_nothing_else_does(session):
    invitation = make_invitation(session)
    token = token_of(invitation, secret())

    found = get_invitation_by_token(session, f" {token[:13].lower()}-{token[13:]} ")

    assert found is invitation
    for wrong in (token[:-1], token_of(invitation, "another secret key of thirty-two chars"), invitation.link_nonce):
        with pytest.raises(LinkUnknown):
            get_invitation_by_token(session, wrong)


def test_renewed_link_kills_the_old_one_at_once(session):
    invitation = make_invitation(session)
    old = token_of(invitation, secret())
    revoke_link(session, invitation=invitation, actor="account:1", now=NOON)

    renew_link(session, invitation=invitation, expires_at=SOON, secret_key=secret(), actor="account:1", now=NOON)

    assert get_invitation_by_token(session, token_of(invitation, secret())) is invitation
    assert (invitation.revoked_at, invitation.expires_at) == (None, SOON)
    with pytest.raises(LinkUnknown):
        get_invitation_by_token(session, old)


def test_dead_link_takes_no_answer(session):
    revoked = make_invitation(session)
    revoke_link(session, invitation=revoked, actor="account:1", now=NOON)
    village = make_library(session, region_code="62.13.09.2010")
    expired = make_invitation(session, make_event(session, slug="lain"), village, expires_at=NOON)

    with pytest.raises(LinkRevoked):
        reply_to(session, invitation=revoked, reply=Reply.ACCEPTED, actor="library:1", now=NOON)
    with pytest.raises(LinkExpired):
        reply_to(session, invitation=expired, reply=Reply.ACCEPTED, actor="library:1", now=NOON)


def test_letter_is_written_once_a_link(session):
    invitation = make_invitation(session)
    letter = write_letter(session, invitation=invitation, address="a@contoh.id", actor="account:1", now=NOON)
    again = write_letter(session, invitation=invitation, address="a@contoh.id", actor="account:1", now=NOON)
    renew_link(session, invitation=invitation, expires_at=SOON, secret_key=secret(), actor="account:1", now=NOON)
    renewed = write_letter(session, invitation=invitation, address="a@contoh.id", actor="account:1", now=NOON)

    note_sent(session, mail=letter, now=NOON)
    old = invitation.sent_at
    note_sent(session, mail=renewed, now=SOON)

    assert letter is not None
    assert again is None
    assert (old, invitation.sent_at) == (None, SOON)
    with pytest.raises(AddressMissing):
        write_letter(session, invitation=invitation, address="", actor="account:1", now=NOON)


def test_unsent_are_the_unanswered_with_an_address(session):
    event = make_event(session)
    with_address = make_invitation(session, event, make_library(session, email="a@contoh.id"))
    make_invitation(session, event, make_library(session, region_code="62.13.09.2010"))
    make_invitation(
        session,
        event,
        make_library(session, region_code="62.13.08.2006", email="b@contoh.id"),
        reply=Reply.DECLINED,
    )

    assert [line.invitation.id for line in unsent_invitations(session, event.id)] == [with_address.id]


def test_list_is_narrowed_by_reply_and_name(session):
    event = make_event(session)
    make_invitation(session, event, make_library(session, folded_name="tangkum"), reply=Reply.ACCEPTED)
    pangkan = make_library(session, region_code="62.13.09.2010", name="Perpusdes Pangkan", folded_name="pangkan")
    make_invitation(session, event, pangkan)

    assert reply_counts(session, event.id) == {Reply.PENDING: 1, Reply.ACCEPTED: 1, Reply.DECLINED: 0}
    assert [line.library for line in invitations_of(session, event.id, replies=(Reply.PENDING,))] == [pangkan]
    assert [line.library for line in invitations_of(session, event.id, search="Pangkan")] == [pangkan]


def test_invitation_of_another_event_is_not_found(session):
    invitation = make_invitation(session)
    other = make_event(session, slug="lain")

    with pytest.raises(NotFound):
        get_invitation(session, other.id, invitation.id)


def test_a_new_link_is_asked_for_once_and_granted_by_a_renewal(session):
    invitation = make_invitation(session)

    asked = [ask_for_link(session, invitation=invitation, now=NOON) for _ in range(2)]
    renew_link(session, invitation=invitation, expires_at=SOON, secret_key=secret(), actor="account:1", now=NOON)

    assert (asked, invitation.link_asked_at) == ([True, False], None)
    with pytest.raises(NothingAsked):
        decline_link(session, invitation=invitation, reason="ditutup", actor="account:1", now=NOON)


def test_the_silent_are_those_whose_last_mail_is_old_and_whose_link_still_opens(session):
    event, ago = make_event(session), NOON - timedelta(days=4)
    codes = ("62.13.08.2008", "62.13.08.2006", "62.13.09.2010", "73.08.16.2018", "73.08.05.2005", "52.03.02.2002")
    places = [make_library(session, region_code=code, email="a@contoh.id") for code in codes]
    silent = make_invitation(session, event, places[0], sent_at=ago)
    make_invitation(session, event, places[1], sent_at=ago, reply=Reply.ACCEPTED)
    make_invitation(session, event, places[2], sent_at=ago, reminded_at=NOON)
    make_invitation(session, event, places[3], sent_at=ago, expires_at=NOON)
    make_invitation(session, event, places[4], sent_at=ago, revoked_at=NOON)
    make_invitation(session, event, places[5], link_asked_at=NOON)
    before = NOON - timedelta(days=3)

    found = silent_invitations(session, event.id, before=before, now=NOON)

    assert [line.invitation for line in found] == [silent]
    assert todo_of(session, event.id, before=before, now=NOON) == Todo(unsent=1, silent=1, asking=1)


def test_policy_says_how_many_people_each_kind_sends(session):
    event, village = make_event(session), make_library(session)
    office = make_library(session, kind=LibraryKind.REGENCY, region_code="62.13", name="Dinas Contoh")
    make_run(session, event, village, office, terms={"delegation": {"village": 1}})

    _invite(session, event, village, office, seats=3)

    assert find_invitation(session, event.id, village.id).seats == 1
    assert find_invitation(session, event.id, office.id).seats == 3
