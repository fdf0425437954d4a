"""The dry run sets every name that is due in its template, and writes nothing."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from plm.adapters.certificates.looking import dry_run
from plm.adapters.storage import storage_of
from plm.awards.actions import AwardWords, give_award
from plm.awards.rules import WinnerKey, WinnerKind
from plm.certificates.rules import Look
from plm.certificates.tables import CertificateTemplate
from plm.events.tables import Event
from tests.certificates.scenes import make_person, set_wording
from tests.factories import NOON, make_event


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


def looks(app: Flask, session: Session, event: Event) -> dict[str, tuple[Look, ...]]:
    run = dry_run(session, storage_of(app), event, public_url="https://plm.contoh.id")
    return {one.typed_name: found for one, found in run.lines}


LONG = "Contoh Nusantara Wijayakusumah " * 6 + "Panjang"


def test_missing_letters_and_long_names_are_found_before_anything_is_issued(
    app: Flask, session: Session, event: Event
) -> None:
    for name in ("Contoh Satu", "Contoh \U000f0000", LONG, "محمد"):
        make_person(session, event, name=name, title_suffix="")
    make_person(session, event, name="Tidak Hadir \U000f0000", title_suffix="", present=False)
    set_wording(session, event)

    found = looks(app, session, event)

    assert found == {
        "Contoh Satu": (),
        "Contoh \U000f0000": (Look.GLYPH_MISSING,),
        LONG: (Look.TOO_LONG,),
        "محمد": (),
        "Tidak Hadir \U000f0000": (),
    }
    assert session.query(CertificateTemplate).count() == 0


def test_an_award_is_tried_in_its_own_template(app: Flask, session: Session, event: Event) -> None:
    person = make_person(session, event, title_suffix="")
    words = AwardWords("Terbaik \U000f0000", "", WinnerKey(WinnerKind.PERSON, person.id))
    give_award(session, event_id=event.id, words=words, by="account:1", now=NOON)
    set_wording(session, event)

    run = dry_run(session, storage_of(app), event, public_url="https://plm.contoh.id")

    assert [(one.role.value, found) for one, found in run.lines] == [
        ("participant", ()),
        ("winner", (Look.GLYPH_MISSING,)),
    ]


def test_without_settings_letters_are_counted_and_it_is_said(app: Flask, session: Session, event: Event) -> None:
    make_person(session, event, name=LONG, title_suffix="")

    run = dry_run(session, storage_of(app), event, public_url="https://plm.contoh.id")

    assert [found for _one, found in run.lines] == [(Look.VERY_LONG,)]
    assert run.tried is False
