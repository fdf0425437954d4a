"""Issuings: paused, resumed, finished, and what failed in them."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from plm.certificates.actions import (
    finish_runs,
    issue_certificates,
    note_failure,
    note_fetched,
    pause_run,
    resume_run,
    retry_failed,
    revoke_certificate,
    write_to_unmailed,
)
from plm.certificates.queries import (
    Selection,
    count_files,
    files_of,
    ids_to_print,
    papers_to_print,
    progress_of_run,
    runs_of,
)
from plm.certificates.rules import Failure, Printable, RunOver, RunProgress, RunState, chunks_of
from plm.certificates.tables import Certificate, CertificateRun
from plm.events.tables import Event
from plm.outbox.tables import MailMessage
from plm.registration.rules import EventRole
from tests.certificates.scenes import make_person, set_wording, store_as
from tests.factories import NOON, make_event

LATER = NOON + timedelta(seconds=30)


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


def issued(session: Session, event: Event, count: int = 3) -> tuple[CertificateRun, list[int]]:
    for number in range(count):
        make_person(session, event, name=f"Contoh {number}", email=f"c{number}@contoh.example" if number else "")
    set_wording(session, event)
    ids = issue_certificates(session, event=event, requested_by="account:1", now=NOON)
    return session.query(CertificateRun).filter_by(event_id=event.id).one(), ids


def test_chunks_keep_templates_and_scripts_apart() -> None:
    people = [Printable(1, 7, True), Printable(2, 8, True), Printable(3, 7, False), Printable(4, 7, True)]

    assert chunks_of(people) == [[1, 4], [2], [3]]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (499, [499]), (500, [500]), (501, [500, 1]), (1000, [500, 500])]
)
def test_chunks_are_full_but_the_last(count: int, sizes: list[int]) -> None:
    assert [len(chunk) for chunk in chunks_of(Printable(one, None, True) for one in range(count))] == sizes


def progress(**changes: object) -> RunProgress:
    values = {
        "total": 600, "ready": 300, "failed": 0, "ended": 0, "recent": 300, "asked_at": NOON, "latest_at": LATER,
        "paused_at": None, "finished_at": None,
    }  # fmt: skip
    return RunProgress(**{**values, **changes})  # type: ignore[arg-type]  # the changes are a test's


def test_the_time_left_follows_the_pace() -> None:
    assert (progress().per_second(LATER), progress().seconds_left(LATER)) == (10, 30)


@pytest.mark.parametrize("changes", [{"recent": 0}, {"paused_at": LATER}, {"ready": 600}])
def test_nobody_guesses_the_time_left_without_a_pace(changes: dict[str, object]) -> None:
    assert progress(**changes).seconds_left(LATER) is None


@pytest.mark.parametrize(("waited", "stalled"), [(119, False), (120, False), (121, True)])
def test_two_minutes_without_any_is_a_stall(waited: int, stalled: bool) -> None:
    assert progress().stalled(LATER + timedelta(seconds=waited)) is stalled
    assert not progress(paused_at=NOON).stalled(LATER + timedelta(seconds=waited))


def test_what_is_issued_together_is_one_run(session: Session, event: Event) -> None:
    run, ids = issued(session, event)

    assert [session.get_one(Certificate, one).run_id for one in ids] == [run.id] * 3
    assert runs_of(session, event.id, now=LATER) == [
        (run, progress(total=3, ready=0, recent=0, latest_at=None)),
    ]


def test_issuing_nothing_makes_no_run(session: Session, event: Event) -> None:
    issued(session, event)

    issue_certificates(session, event=event, requested_by="account:1", now=NOON)

    assert session.query(CertificateRun).count() == 1


def test_a_run_counts_ready_failed_and_ended(session: Session, event: Event) -> None:
    run, (first, second, third) = issued(session, event)
    store_as(session, first)
    note_failure(session, certificate_id=second, failure=Failure.TOO_LONG)
    certificate = session.get_one(Certificate, third)
    revoke_certificate(session, certificate=certificate, reason="Salah", by="account:1", now=NOON)

    found = progress_of_run(session, run, now=LATER)

    assert found == progress(total=3, ready=1, failed=1, ended=1, recent=1, latest_at=NOON)
    assert found.state is RunState.FINISHED


def test_a_paused_run_gives_nothing_to_print(session: Session, event: Event) -> None:
    run, ids = issued(session, event)

    pause_run(session, run=run, by="account:1", now=NOON)
    paused = papers_to_print(session, ids), ids_to_print(session, event.id)
    waiting = resume_run(session, run=run, by="account:1", now=NOON)

    assert paused == ([], [])
    assert waiting == ids
    assert [one.certificate_id for one in papers_to_print(session, ids)] == ids


def test_what_is_over_is_neither_paused_nor_resumed(session: Session, event: Event) -> None:
    run, ids = issued(session, event)
    for one in ids:
        store_as(session, one, f"certificates/1/{one}.pack")
    finish_runs(session, [run.id], now=NOON)

    for act in (pause_run, resume_run):
        with pytest.raises(RunOver):
            act(session, run=run, by="account:1", now=NOON)


def test_pausing_twice_is_pausing_once(session: Session, event: Event) -> None:
    run, _ = issued(session, event)

    for moment in (NOON, LATER):
        pause_run(session, run=run, by="account:1", now=moment)

    session.refresh(run)
    assert run.paused_at == NOON


def test_only_what_failed_is_tried_again(session: Session, event: Event) -> None:
    run, (first, second, third) = issued(session, event)
    for one in (first, second):
        store_as(session, one, f"certificates/1/{one}.pack")
    note_failure(session, certificate_id=third, failure=Failure.GLYPH_MISSING)
    finish_runs(session, [run.id], now=NOON)

    again = retry_failed(session, run=run, by="account:1", now=LATER)

    session.expire_all()
    assert (again, run.finished_at) == ([third], None)
    assert retry_failed(session, run=run, by="account:1", now=LATER) == []


def test_files_are_the_valid_printed_and_signed_ones(session: Session, event: Event) -> None:
    make_person(session, event, name="Contoh Narasumber", roles=(EventRole.SPEAKER,))
    run, ids = issued(session, event, 4)
    for one in ids[:4]:
        store_as(session, one, f"certificates/1/{one}.pack", awaits_seal=one == ids[1])
    revoked = session.get_one(Certificate, ids[2])
    revoke_certificate(session, certificate=revoked, reason="Salah", by="account:1", now=NOON)

    everything = Selection(event.id)
    names = [one.name for one in files_of(session, everything)]

    assert names == ["Contoh 0, S.Pd.", "Contoh 3, S.Pd."]
    assert count_files(session, everything) == 2
    assert count_files(session, Selection(event.id, run_id=run.id)) == 2
    assert count_files(session, Selection(event.id, run_id=run.id + 1)) == 0
    assert list(files_of(session, Selection(event.id + 1))) == []


def test_a_page_follows_another(session: Session, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ids = issued(session, event, 5)
    for one in ids:
        store_as(session, one, f"certificates/1/{one}.pack")
    monkeypatch.setattr("plm.certificates.queries.files.PAGE", 2)

    assert [one.certificate_id for one in files_of(session, Selection(event.id))] == ids


def test_fetching_keeps_the_first_moment_and_counts(session: Session, event: Event) -> None:
    _, (first, *_others) = issued(session, event)
    store_as(session, first)

    for moment in (NOON, LATER):
        note_fetched(session, [first], now=moment)

    session.expire_all()
    certificate = session.get_one(Certificate, first)
    assert (certificate.fetches, certificate.fetched_at) == (2, NOON)


def test_everybody_with_an_address_is_told_once(session: Session, event: Event) -> None:
    _, (nobody, told, unsigned) = issued(session, event)
    for one in (nobody, told):
        store_as(session, one, f"certificates/1/{one}.pack")
    store_as(session, unsigned, "certificates/1/c.pack", awaits_seal=True)

    first = write_to_unmailed(session, event_id=event.id, by="account:1", now=NOON)
    second = write_to_unmailed(session, event_id=event.id, by="account:1", now=NOON)

    mails = session.query(MailMessage).all()
    assert [(mail.id, mail.recipient, mail.about) for mail in mails] == [
        (first[0], "c1@contoh.example", {"certificate_id": told})
    ]
    assert second == []
