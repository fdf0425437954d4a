"""The list of everybody: filters, many at once, doubles, and as many statements for 5,000 as for one."""

import pytest
from sqlalchemy import insert

from plm.accounts.rules import Role
from plm.certificates.queries import certificates_of_participant
from plm.checkin.queries import find_live_ticket
from plm.events.queries import get_event_by_id
from plm.registration.actions import submit_delegation
from plm.registration.queries import find_letter, roles_of, roster_of
from plm.registration.rules import CostBearer, DocumentState, EventRole, ParticipantState
from plm.registration.tables import Participant, ParticipantRole
from tests.certificates.scenes import issue_one, make_person
from tests.counting import counted
from tests.factories import NOON, log_in, make_account, make_event, make_library
from tests.registration.makers import make_draft, make_invitation

URL = "/panitia/plm-2024/peserta/semua/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def event(session):
    event = make_event(session)
    session.commit()
    return event


@pytest.fixture
def delegation(session, event):
    delegation = make_draft(session, make_invitation(session, event), seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    return delegation


def crowd(session, event, number):
    """So many people without a library, in two statements."""
    start = session.query(Participant).count()
    people = [
        {
            "event_id": event.id, "name": f"Contoh {start + count:05d}", "institution": "Contoh",
            "cost_bearer": CostBearer.SELF, "state": ParticipantState.ACTIVE, "link_nonce": f"n{start + count}",
            "token_hash": f"h{start + count}", "created_at": NOON,
        }
        for count in range(number)
    ]  # fmt: skip
    ids = session.scalars(insert(Participant).returning(Participant.id), people).all()
    session.execute(insert(ParticipantRole), [{"participant_id": one, "role": EventRole.SPEAKER} for one in ids])
    session.commit()


def test_list_asks_as_little_for_five_thousand_as_for_one(committee, session, event):
    asked = []
    committee.get(URL)
    for more in (1, 2, 4_997):
        crowd(session, event, more)
        session.expire_all()
        with counted() as sent:
            page = committee.get(f"{URL}?cari=contoh&peran=speaker&halaman=1")
        asked.append(len(sent))

    assert "5000 orang" in page.text or "5.000 orang" in page.text
    assert asked[0] == asked[1] == asked[2]


def test_filters_narrow_and_are_kept_by_the_pages(committee, session, event, delegation):
    make_person(session, event, name="Contoh Lima", roles=(EventRole.SPEAKER, EventRole.PANELIST))
    session.commit()

    def names(query):
        return committee.get(f"{URL}?{query}").text.count("is-wide")

    assert names("") == 3
    assert names("peran=panelist") == 1
    assert names("jenis=village") == 2
    assert names("provinsi=62") == 2
    assert names("surat=pending") == 2
    assert names("cari=lima") == 1
    assert names("cari=tangkum") == 2
    assert names("peran=raja&jenis=x&surat=y&provinsi=%25&halaman=x") in (0, 3)
    assert "Tidak ada yang cocok dengan saringan ini." in committee.get(f"{URL}?cari=%3Cb%3E").text


def test_many_at_once_go_through_a_question(committee, session, event, delegation):
    people = roster_of(session, delegation.id)
    ids = [str(person.id) for person in people]
    asked = committee.post(f"{URL}tindakan", data={"deed": "beri-peran", "ids": ids}).text
    before = roles_of(session, [people[0].id])[people[0].id]
    committee.post(f"{URL}tindakan", data={"deed": "beri-peran", "ids": ids, "yes": "1", "role": "panelist"})

    assert "Untuk 2 orang ini." in asked
    assert before == (EventRole.PARTICIPANT,)
    for person in people:
        assert roles_of(session, [person.id])[person.id] == (EventRole.PARTICIPANT, EventRole.PANELIST)


def test_what_is_refused_for_one_is_said_and_done_for_the_others(committee, session, event, delegation):
    people = roster_of(session, delegation.id)
    give = {"deed": "beri-peran", "ids": [str(people[0].id)], "yes": "1", "role": "panelist"}
    committee.post(f"{URL}tindakan", data=give)
    ids = [str(person.id) for person in people]
    take = {"deed": "cabut-peran", "ids": ids, "yes": "1", "role": "participant"}
    page = committee.post(f"{URL}tindakan", data=take).text

    assert "Selesai untuk 1 orang." in page
    assert "1 orang tidak diubah:" in page
    assert roles_of(session, [people[0].id])[people[0].id] == (EventRole.PANELIST,)
    assert roles_of(session, [people[1].id])[people[1].id] == (EventRole.PARTICIPANT,)
    assert get_event_by_id(session, event.id).seats_taken == 2


def test_cancelling_many_wants_a_reason_and_frees_their_seats(committee, session, event, delegation):
    ids = [str(person.id) for person in roster_of(session, delegation.id)]
    without = committee.post(f"{URL}tindakan", data={"deed": "batalkan", "ids": ids, "yes": "1", "role": "panelist"})
    session.commit()
    yes = {"deed": "batalkan", "ids": ids, "yes": "1", "role": "panelist", "reason": "Acara lain"}
    committee.post(f"{URL}tindakan", data=yes)

    assert without.status_code == 422
    assert get_event_by_id(session, event.id).seats_taken == 0
    assert "Batal atau diganti" in committee.get(f"{URL}?berakhir=1").text


def test_letters_of_many_are_received_and_waived(committee, session, event, delegation):
    ids = [str(person.id) for person in roster_of(session, delegation.id)]
    committee.post(f"{URL}tindakan", data={"deed": "terima-surat", "ids": ids, "yes": "1", "role": "panelist"})

    assert find_letter(session, delegation.id).state is DocumentState.RECEIVED


def test_nobody_chosen_and_strangers_change_nothing(committee, session, event, delegation):
    other = make_event(session, slug="lain")
    stranger = make_person(session, other)
    session.commit()
    nobody = committee.post(f"{URL}tindakan", data={"deed": "batalkan"}, follow_redirects=True)
    data = {"deed": "batalkan", "ids": [str(stranger.id), "x", "9" * 30], "yes": "1", "reason": "x"}
    strange = committee.post(f"{URL}tindakan", data=data, follow_redirects=True)

    assert "Pilih orangnya dulu." in nobody.text
    assert "Pilih orangnya dulu." in strange.text
    assert stranger.state is ParticipantState.ACTIVE


def test_auditor_reads_and_chooses_nobody(client, session, event, delegation):
    log_in(client, make_account(session, role=Role.AUDITOR))
    ids = [str(person.id) for person in roster_of(session, delegation.id)]

    assert 'name="ids"' not in client.get(URL).text
    assert client.post(f"{URL}tindakan", data={"deed": "batalkan", "ids": ids, "yes": "1"}).status_code == 403


def test_one_person_written_twice_becomes_one(committee, session, event, delegation):
    first = roster_of(session, delegation.id)[0]
    second = make_draft(session, make_invitation(session, event, make_library(session, region_code="62.13.09.2010")))
    submit_delegation(session, delegation=second, now=NOON)
    other = roster_of(session, second.id)[0]
    other.email, other.name = "satu@contoh.id", "Contoh  SATU"
    session.commit()
    page = committee.get(f"{URL}ganda").text
    question = committee.get(f"{URL}gabung/{first.id}/{other.id}").text
    committee.post(f"{URL}gabung/{first.id}/{other.id}")

    assert "Pertahankan yang ini" in page
    assert "Gabungkan menjadi satu orang?" in question
    assert (first.email, other.state) == ("satu@contoh.id", ParticipantState.MERGED)
    assert get_event_by_id(session, event.id).seats_taken == 2
    assert find_live_ticket(session, other.id) is None


def test_whoever_came_in_or_has_a_certificate_is_not_given_up(committee, session, event):
    came = make_person(session, event, name="Contoh Satu")
    certified = make_person(session, event, name="Contoh Satu", present=False)
    issue_one(session, event, came)
    session.commit()
    refused = committee.post(f"{URL}gabung/{certified.id}/{came.id}")

    assert refused.status_code == 409
    assert "sudah tercatat hadir" in refused.text
    assert certificates_of_participant(session, came.id) != []


def test_badges_are_asked_for_and_the_page_waits(committee, session, event, delegation):
    page = committee.get("/panitia/plm-2024/peserta/kartu-nama/").text
    wanted = {"layout": "card_10", "role": "", "order": "place"}
    sent = committee.post("/panitia/plm-2024/peserta/kartu-nama/", data=wanted)
    waiting = committee.get("/panitia/plm-2024/peserta/kartu-nama/").text

    assert "10 kartu per halaman" in page
    assert sent.status_code == 302
    assert "sedang dicetak" in waiting
    assert committee.get("/panitia/plm-2024/peserta/kartu-nama/kartu-nama.pdf").status_code == 404


def test_ticket_is_sent_once_more_at_most_once_a_day(committee, session, event, delegation):
    person = roster_of(session, delegation.id)[0]
    path = f"/panitia/plm-2024/peserta/orang/{person.id}/kirim-tiket"
    without = committee.post(path)
    person.email = "satu@contoh.id"
    session.commit()
    first, second = (committee.post(path, follow_redirects=True).text for _turn in range(2))

    assert "belum punya alamat surel" in without.text
    assert "Tiket dikirim ke satu@contoh.id." in first
    assert "Tiket sudah dikirim hari ini." in second
