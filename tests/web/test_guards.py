"""Closed by default: every page of the committee and the desk, asked for by everybody who may not."""

from dataclasses import dataclass

import pytest

from plm.accounts.actions import revoke_grant
from plm.accounts.queries import grant_rows_of
from plm.accounts.rules import Role, Scope
from plm.events.rules import RESERVED_SLUGS, EventLevel
from tests.factories import NOON, log_in, make_account, make_event, make_region

# What whoever is somewhere at home may open without an event; each page checks the rest itself.
OPEN_TO_ALL = {"committee.login.enter", "committee.login.leave"}
OPEN_ANYWHERE = {"committee.events.index", "committee.events.create", "desk.scanner.events"}
SAMPLES = {"slug": "plm-2024", "code": "x", "filename": "x"}


@dataclass(frozen=True)
class Door:
    """One way into a page."""

    endpoint: str
    method: str
    url: str


def doors(app):
    """Every rule and method under /panitia and /meja, with made-up arguments."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(("committee.", "desk.")):
            continue
        arguments = {name: SAMPLES.get(name, 1) for name in rule.arguments}
        url = adapter.build(rule.endpoint, arguments, method=next(iter(rule.methods - {"HEAD", "OPTIONS"})))
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield Door(rule.endpoint, method, url)


def guarded(app):
    return [door for door in doors(app) if door.endpoint not in OPEN_TO_ALL]


def answers(client, found):
    return {door: client.open(door.url, method=door.method).status_code for door in found}


@pytest.fixture
def event(session):
    """A national meeting; whoever is bound to a province has no right over it."""
    make_region(session, "62")
    make_region(session, "73")
    return make_event(session)


def test_there_are_doors_to_try(app):
    found = guarded(app)

    assert len({door.endpoint for door in found}) > 30
    assert {door.endpoint.split(".")[0] for door in found} == {"committee", "desk"}


def test_nobody_gets_in_without_logging_in(app, client, event):
    for door in guarded(app):
        answer = client.open(door.url, method=door.method)

        assert answer.status_code == 302, door
        assert answer.location.startswith("/panitia/masuk?kembali="), door


def test_an_auditor_changes_nothing(app, client, session, event):
    log_in(client, make_account(session, role=Role.AUDITOR))

    found = answers(client, [door for door in guarded(app) if door.method != "GET"])

    assert {door: status for door, status in found.items() if status != 403} == {}


def test_the_desk_sees_nothing_of_the_committee(app, client, session, event):
    log_in(client, make_account(session, role=Role.DESK))
    committee = [door for door in guarded(app) if door.endpoint.startswith("committee.")]

    found = answers(client, [door for door in committee if door.endpoint not in OPEN_ANYWHERE])

    assert {door: status for door, status in found.items() if status != 403} == {}


def test_the_desk_makes_no_meeting(client, session, event):
    log_in(client, make_account(session, role=Role.DESK))

    assert client.get("/panitia/").status_code == 200
    assert client.get("/panitia/acara/baru").status_code == 403
    assert client.post("/panitia/acara/baru").status_code == 403


@pytest.mark.parametrize(
    "where",
    [
        {"scope": Scope.PROVINCE, "region_code": "73"},
        {"scope": Scope.REGENCY, "region_code": "73.08"},
        {"scope": Scope.EVENT},
    ],
    ids=["another province", "another regency", "another event"],
)
def test_a_committee_of_elsewhere_stays_outside(app, client, session, event, where):
    make_region(session, "73.08")
    if where["scope"] is Scope.EVENT:
        where = {**where, "event_id": make_event(session, slug="lain").id}
    event.level, event.region_code = EventLevel.PROVINCE, "62"
    log_in(client, make_account(session, **where))

    found = answers(client, [door for door in guarded(app) if door.endpoint not in OPEN_ANYWHERE])

    assert {door: status for door, status in found.items() if status != 403} == {}


def test_an_account_without_rights_opens_nothing(app, client, session, event):
    account = make_account(session, scope=Scope.EVENT, event_id=make_event(session, slug="lain").id)
    log_in(client, account)
    revoke_grant(session, grant=grant_rows_of(session, account.id)[0], actor="cli", now=NOON)

    found = answers(client, guarded(app))

    assert {door: status for door, status in found.items() if status != 403} == {}


def test_no_meeting_may_take_the_address_of_a_page(app):
    """A slug that is the first word of another page would hide the meeting."""
    words = set()
    for rule in app.url_map.iter_rules():
        parts = rule.rule.split("/")
        if parts[1] in ("panitia", "meja") and len(parts) > 2 and parts[2] and not parts[2].startswith("<"):
            words.add(parts[2])

    assert words <= RESERVED_SLUGS
