"""What mails with tickets and lost links say when their turn comes; badges on their way to paper."""

from dataclasses import replace

import pypdfium2
import pytest
from flask import current_app
from zxingcpp import read_barcodes

from plm.adapters.storage import storage_of
from plm.certificates.actions import create_template
from plm.certificates.queries import shipped_content
from plm.certificates.rules import TemplateKind
from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.invitations.actions import revoke_link
from plm.invitations.queries import get_invitation, token_of
from plm.registration.actions import (
    ask_for_badges,
    cancel_participant,
    submit_delegation,
    write_lost_links,
    write_ticket,
)
from plm.registration.queries import find_badge_run, get_delegation, participant_token, roster_of
from plm.registration.rules import BadgeLayout, EventRole, MailAddressMissing
from tests.factories import NOON
from tests.registration.makers import make_draft, make_invitation, secret
from workers.badges import render
from workers.composing import LETTERS


@pytest.fixture
def person(session):
    delegation = make_draft(session, make_invitation(session))
    submit_delegation(session, delegation=delegation, now=NOON)
    [person] = roster_of(session, delegation.id)
    person.email = "satu@contoh.id"
    issue_tickets(session, event_id=person.event_id, participant_ids=[person.id], secret_key=secret(), now=NOON)
    session.commit()
    return person


def compose(session, mail):
    with current_app.test_request_context():
        return LETTERS[mail.template].compose(session, mail)


def ticket_mail(session, person):
    return write_ticket(session, participant=person, today=NOON.date(), actor="account:1", now=NOON)


def test_ticket_comes_with_link_picture_and_date(session, person):
    letter = compose(session, ticket_mail(session, person))

    assert letter.subject == "Tiket PLM Nasional 2024"
    assert f"/p/{participant_token(person, secret())}/" in letter.body
    assert [(one.filename, one.mimetype) for one in letter.attachments] == [
        ("tiket.png", "image/png"),
        ("acara.ics", "text/calendar"),
    ]
    assert ticket_mail(session, person) is None


def test_whoever_comes_no_more_gets_no_ticket_and_nobody_without_an_address(session, person):
    mail = ticket_mail(session, person)
    cancel_participant(session, participant=person, reason="Sakit", actor="library:1", now=NOON)
    session.commit()
    person.email = ""

    assert compose(session, mail) is None
    with pytest.raises(MailAddressMissing):
        ticket_mail(session, person)


def test_lost_links_are_those_that_still_open(session, person):
    delegation = get_delegation(session, person.event_id, person.delegation_id)
    invitation = get_invitation(session, person.event_id, delegation.invitation_id)
    mail = write_lost_links(
        session,
        address="satu@contoh.id",
        participant_ids=[person.id],
        invitation_ids=[invitation.id],
        event_id=person.event_id,
        now=NOON,
    )
    both = compose(session, mail).body
    revoke_link(session, invitation=invitation, actor="account:1", now=NOON)
    one = compose(session, mail).body

    assert f"/u/{token_of(invitation, secret())}/" in both
    assert f"/p/{participant_token(person, secret())}/" in both
    assert "/u/" not in one


def ask(session, person, role=None, layout=BadgeLayout.WIDE_8):
    run, _unused = ask_for_badges(
        session,
        event=get_event_by_id(session, person.event_id),
        layout=layout,
        role=role,
        by_place=True,
        actor="account:1",
        now=now(),
    )
    session.commit()
    return run.number


def test_badges_are_printed_once_for_those_with_a_ticket(session, person):
    number = ask(session, person)
    with current_app.test_request_context():
        render(session, event_id=person.event_id, number=number)
        render(session, event_id=person.event_id, number=number)
    run = find_badge_run(session, person.event_id)
    words = pypdfium2.PdfDocument(storage_of(current_app).get(run.storage_key))[0].get_textpage().get_text_range()

    assert run.people == 1
    assert "Contoh Satu" in words


def test_badges_follow_the_template_of_the_event_and_ours_before_it_has_one(session, person):
    def printed():
        number = ask(session, person, layout=BadgeLayout.TEMPLATE)
        with current_app.test_request_context():
            render(session, event_id=person.event_id, number=number)
        content = storage_of(current_app).get(find_badge_run(session, person.event_id).storage_key)
        page = pypdfium2.PdfDocument(content)[0]
        return page.get_textpage().get_text_range(), [one.text for one in read_barcodes(page.render(scale=3).to_pil())]

    ours = printed()
    content = shipped_content("kartu")
    own = replace(content, html=content.html.replace('<p class="acara">', '<p class="acara">Selamat datang di '))
    words = {"kind": TemplateKind.BADGE, "name": "Kartu kami", "content": own, "by": "account:1", "now": now()}
    create_template(session, event_id=person.event_id, **words)
    session.commit()
    theirs = printed()

    assert "Contoh Satu" in ours[0]
    assert "Contoh Satu" in theirs[0]
    assert ("Selamat datang" in ours[0], "Selamat datang" in theirs[0]) == (False, True)
    assert ours[1] == theirs[1]
    assert ours[1][0].startswith("HTTP")


def test_sheet_that_was_asked_for_again_is_not_the_old_one(session, person):
    old = ask(session, person)
    new = ask(session, person, role=EventRole.SPEAKER)
    with current_app.test_request_context():
        render(session, event_id=person.event_id, number=old)
        render(session, event_id=person.event_id, number=new)
    run = find_badge_run(session, person.event_id)

    assert (run.number, run.storage_key, run.failure) == (new, None, "nobody")
