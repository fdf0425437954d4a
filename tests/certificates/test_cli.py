import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from plm.adapters.certificates import read_pdf
from plm.adapters.storage import storage_of
from plm.certificates.actions import reissue_certificate, revoke_certificate
from plm.certificates.queries import stored_pdf
from plm.certificates.tables import Certificate
from plm.cli import Surroundings, main
from plm.events.tables import Event
from plm.jobs.tables import Job
from tests.certificates.scenes import make_person, set_wording
from tests.factories import NOON, make_event


@pytest.fixture
def event(session: Session) -> Event:
    event = make_event(session)
    make_person(session, event)
    set_wording(session, event)
    session.commit()
    return event


@pytest.fixture
def plm(app: Flask):
    """The command line over the test's app."""

    def run(*words: str) -> Result:
        surroundings = Surroundings(
            create_app=lambda settings: app,
            read_settings=lambda demo: app.extensions["settings"],
            demo_environment=dict,
        )
        return CliRunner().invoke(main, ["certificates", *words], obj=surroundings)

    return run


@pytest.fixture
def printed(app: Flask, session: Session, event: Event, plm, tmp_path: Path) -> tuple[Certificate, Path]:
    """A certificate made by the command, and its file."""
    assert plm("issue", event.slug, "--here").exit_code == 0
    certificate = session.query(Certificate).filter_by(event_id=event.id).one()
    place = stored_pdf(session, certificate)
    assert place is not None
    path = tmp_path / "sertifikat.pdf"
    path.write_bytes(read_pdf(storage_of(app), place))
    return certificate, path


def test_issue_asks_the_workers_and_is_harmless_when_repeated(plm, session: Session, event: Event) -> None:
    first, second = plm("issue", event.slug, "--json"), plm("issue", event.slug)

    assert json.loads(first.output) == {"event": "plm-2024", "issued": 1}
    assert second.output == "0 certificates issued.\n"
    assert session.query(Job).count() == 1


def test_issue_for_an_unknown_event_is_refused_in_one_sentence(plm, session: Session) -> None:
    result = plm("issue", "tidak-ada")

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_a_genuine_file_ends_with_zero(plm, printed: tuple[Certificate, Path]) -> None:
    result = plm("verify", str(printed[1]))

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Genuine: exactly as issued, and valid.",
        "Number 0001/PLM-N/XI/2024, Contoh Satu, S.Pd., PLM Nasional 2024.",
        "Signature of Kunci pengembangan plm, bukan tanda tangan resmi: intact, covers the whole file.",
    ]


def test_json_names_the_certificate_and_the_signature(plm, printed: tuple[Certificate, Path]) -> None:
    said = json.loads(plm("verify", str(printed[1]), "--json").output)

    assert said.pop("leads_to") in (None, printed[0].code)  # as the template has a link or none
    assert said == {
        "verdict": "genuine",
        "signature": {
            "signed": True,
            "intact": True,
            "whole": True,
            "ours": True,
            "signer": "Kunci pengembangan plm, bukan tanda tangan resmi",
        },
        "certificate": {
            "number": "0001/PLM-N/XI/2024",
            "name": "Contoh Satu, S.Pd.",
            "event": "PLM Nasional 2024",
            "role": "participant",
        },
    }


@pytest.mark.parametrize("place", [100, 5_000, -3_000, -200])
def test_one_flipped_byte_ends_with_one(plm, printed: tuple[Certificate, Path], place: int) -> None:
    content = bytearray(printed[1].read_bytes())
    content[place] ^= 1
    printed[1].write_bytes(content)

    result = plm("verify", str(printed[1]), "--json")

    assert result.exit_code == 1
    assert json.loads(result.output)["verdict"] == "changed"


def test_revoked_and_replaced_files_are_told_apart(
    plm, session: Session, event: Event, printed: tuple[Certificate, Path]
) -> None:
    certificate, path = printed
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)
    session.commit()
    revoked = plm("verify", str(path))

    reissue_certificate(session, certificate=certificate, event=event, reason="Benar", by="account:1", now=NOON)
    session.commit()

    assert (revoked.exit_code, revoked.output.splitlines()[0]) == (1, "Not valid: issued by us, later revoked.")
    assert plm("verify", str(path)).exit_code == 1


def test_a_stranger_is_unknown(plm, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "lain.pdf"
    path.write_bytes(b"%PDF-1.7 bukan dari kami")

    result = plm("verify", str(path))

    assert result.exit_code == 1
    assert result.output.startswith("Not genuine: not in the register, and not signed.\n")


@pytest.mark.parametrize("words", [("verify",), ("verify", "/tidak/ada.pdf"), ("issue",)])
def test_wrong_usage_ends_with_two(plm, session: Session, words: tuple[str, ...]) -> None:
    assert plm(*words).exit_code == 2


def test_help_shows_an_example(plm, session: Session) -> None:
    for word in ("issue", "verify"):
        assert "Example: plm certificates" in plm(word, "--help").output


def test_check_says_who_would_get_one_who_not_and_what_to_look_at(plm, session: Session, event: Event) -> None:
    make_person(session, event, name="CONTOH\u202e LIMA", title_suffix="")
    make_person(session, event, name="Contoh Enam", title_suffix="", present=False)
    session.commit()

    told, asked = plm("check", event.slug), plm("check", event.slug, "--json")

    result = json.loads(asked.output)
    assert told.output.splitlines() == [
        "2 would get one, 0 are in the register, 1 would not.",
        "  no    Contoh Enam (participant): not present",
        "  look  'CONTOH LIMA' (participant): hidden_signs, all_capitals",
    ]
    assert {key: result[key] for key in ("event", "due", "issued", "refused", "tried")} == {
        "event": "plm-2024", "due": 2, "issued": 0, "refused": 1, "tried": True,
    }  # fmt: skip
    assert result["candidates"][1] == {
        "name": "Contoh Enam", "role": "participant", "award": "", "decision": "refused",
        "unmet": [{"reason": "not_present"}], "look": [],
    }  # fmt: skip
    assert session.query(Certificate).count() == 0
