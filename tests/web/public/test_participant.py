"""A participant's own page, the ticket's page, the front and the page on personal data."""

from datetime import timedelta

from plm.checkin.actions import issue_tickets, replace_ticket, revoke_ticket
from plm.checkin.queries import get_live_ticket, ticket_code_of
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.events.rules import SessionKind
from plm.events.tables import AgendaSession, Venue
from plm.registration.actions import reject_paper, submit_delegation
from plm.registration.queries import find_letter, participant_token, roster_of
from plm.registration.rules import ParticipantState, letter_slot
from tests.factories import NOON
from tests.registration.makers import make_draft, make_invitation, secret


def _registered(session):
    delegation = make_draft(session, make_invitation(session))
    submit_delegation(session, delegation=delegation, now=NOON)
    (person,) = roster_of(session, delegation.id)
    issue_tickets(session, event_id=delegation.event_id, participant_ids=[person.id], secret_key=secret(), now=NOON)
    session.commit()
    return delegation, person


def _page(person):
    return f"/p/{participant_token(person, secret())}/"


def test_page_shows_ticket_event_agenda_papers_and_certificates(client, session):
    delegation, person = _registered(session)
    venue = Venue(event_id=delegation.event_id, name="Ruang pleno")
    session.add(venue)
    session.flush()
    for hours, title in ((0, "Pleno pembukaan"), (24, "Kelas berbagi")):
        start = NOON + timedelta(hours=hours)
        session.add(
            AgendaSession(
                event_id=delegation.event_id,
                venue_id=venue.id,
                kind=SessionKind.PLENARY,
                title=title,
                starts_at=start,
                ends_at=start + timedelta(hours=1),
            )
        )
    session.flush()
    code = ticket_code_of(session, person.id, secret())

    page = client.get(_page(person)).text

    for words in (
        "Halo, Contoh Satu",
        "Contoh Satu, S.Pd.",
        "Rabu, 6 November 2024, waktu WITA",
        "12.00",
        "Pleno pembukaan",
        "Ruang pleno",
        "Acara hari ke-2",
        "Menunggu",
        "Belum terbit",
        'aria-label="Kode QR tiket Anda"',
        "-".join(code[start : start + 4] for start in range(0, 26, 4)),
    ):
        assert words in page


def test_page_says_first_what_is_missing(client, session):
    delegation, person = _registered(session)
    seen = find_letter(session, delegation.id).sha256
    reject_paper(session, slot=letter_slot(delegation.id), seen=seen, reason="Tanpa cap", actor="account:1", now=now())

    page = client.get(_page(person)).text

    assert page.index("Surat tugas ditolak.") < page.index("plm-ticket-head")
    assert "Tanpa cap" in page


def test_draft_has_no_ticket_yet(client, session):
    delegation = make_draft(session, make_invitation(session))
    (person,) = roster_of(session, delegation.id)

    page = client.get(_page(person)).text

    assert "Pendaftaran belum dikirim." in page
    assert "plm-ticket-head" not in page


def test_cancelled_participant_sees_no_ticket(client, session):
    _delegation, person = _registered(session)
    person.state = ParticipantState.CANCELLED
    session.flush()

    page = client.get(_page(person)).text

    assert "Kepesertaan ini tidak berlaku lagi." in page
    assert "plm-ticket-head" not in page


def test_page_says_that_a_ticket_was_revoked_until_there_is_another(client, session):
    delegation, person = _registered(session)
    about = {"event_id": delegation.event_id, "reason": "Hilang", "actor": "account:1", "now": NOON}
    valid = client.get(_page(person)).text

    fresh = replace_ticket(session, ticket_id=get_live_ticket(session, person.id).id, secret_key=secret(), **about)
    session.commit()
    replaced = client.get(_page(person)).text
    revoke_ticket(session, ticket_id=fresh.id, **about)
    session.commit()
    revoked = client.get(_page(person)).text

    assert ["Tiket ini dicabut." in page for page in (valid, replaced, revoked)] == [False, False, True]
    assert ["plm-ticket-head" in page for page in (valid, replaced, revoked)] == [True, True, False]
    assert "Hubungi Contoh Lima lewat WhatsApp" in revoked


def test_unknown_participant_link_is_a_clear_page(client, session):
    answer = client.get("/p/7HQ3MZ2K/")

    assert answer.status_code == 404
    assert "Tautan ini tidak dikenal atau sudah diganti." in answer.text


def test_ticket_page_shows_name_and_event_and_nothing_more(client, session):
    delegation, person = _registered(session)
    code = ticket_code_of(session, person.id, secret())

    page = client.get(f"/T/{code}")

    assert page.status_code == 200
    assert "Contoh Satu, S.Pd." in page.text
    assert get_event_by_id(session, delegation.event_id).name in page.text
    assert "Berlaku" in page.text
    for private in ("812", "Tangkum", "Kepala desa", "/p/"):
        assert private not in page.text


def test_ticket_page_says_when_a_ticket_is_dead_or_unknown(client, session):
    delegation, person = _registered(session)
    code = ticket_code_of(session, person.id, secret())
    ticket = get_live_ticket(session, person.id)
    revoke_ticket(
        session, event_id=delegation.event_id, ticket_id=ticket.id, reason="Hilang", actor="account:1", now=NOON
    )
    session.commit()

    dead, unknown = client.get(f"/T/{code}"), client.get("/T/<b>")

    assert "tidak berlaku lagi" in dead.text
    assert "Hilang" not in dead.text
    assert (unknown.status_code, "Tiket tidak dikenal" in unknown.text) == (404, True)


def test_front_page_has_its_doors(client, session):
    page = client.get("/")
    door = client.get("/v/?kode=bukan")

    assert 'action="/v/"' in page.text
    assert 'href="/panitia/"' in page.text
    assert "/data-pribadi" in page.text
    assert door.status_code == 422


def test_privacy_page_says_what_why_how_long_and_whom_to_ask(client, session):
    page = client.get("/data-pribadi").text

    for words in ("Apa dan untuk apa", "Siapa yang melihat", "Berapa lama", "Hak Anda", "3 × 24 jam"):
        assert words in page
