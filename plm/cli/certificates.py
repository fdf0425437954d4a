"""plm certificates: issue them for an event, check a file."""

import hashlib
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app

from plm import clock
from plm.adapters.certificates import commit_and_print, print_one
from plm.adapters.signing import SignatureFacts, SigningUnavailable, open_seal, verify_pdf
from plm.adapters.storage import storage_of
from plm.certificates.actions import issue_certificates
from plm.certificates.queries import RegisterLine, find_line_by_sha256
from plm.certificates.rules import CertificateState
from plm.cli import AS_JSON, show, within_app
from plm.events.queries import get_event
from plm.extensions import db

VERDICTS = {
    "genuine": "Genuine: exactly as issued, and valid.",
    "revoked": "Not valid: issued by us, later revoked.",
    "replaced": "Not valid: issued by us, later replaced.",
    "changed": "Not genuine: it carries our signature, but it is not the file that was issued.",
    "unknown": "Not genuine: not in the register.",
}
STATES = {
    CertificateState.ISSUED: "genuine",
    CertificateState.REVOKED: "revoked",
    CertificateState.REPLACED: "replaced",
}


@click.group(name="certificates")
def command() -> None:
    """Issue certificates and check them."""


@command.command()
@click.argument("event")
@click.option("--here", is_flag=True, help="Make the PDFs in this process instead of asking the workers.")
@AS_JSON
@within_app
def issue(event: str, here: bool, as_json: bool) -> None:
    """Issue to everybody who earned one and has none yet. Running again is harmless.

    Example: plm certificates issue plm-nasional-2024
    """
    session, now = db.session(), clock.now()
    ids = issue_certificates(session, event=get_event(session, event), requested_by="cli", now=now)
    if here:
        session.commit()
        _print_here(ids)
    else:
        commit_and_print(session, ids, now=now)
    show({"event": event, "issued": len(ids)}, as_json=as_json, lines=[f"{len(ids)} certificates issued."])


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_JSON
@within_app
def verify(file: Path, as_json: bool) -> None:
    """Say whether a PDF is one of ours, whole and still valid. Exit code 0: genuine, 1: not, 2: wrong usage.

    Example: plm certificates verify sertifikat.pdf
    """
    content = file.read_bytes()
    facts = verify_pdf(content, trusted=_our_fingerprints())
    line = find_line_by_sha256(db.session(), hashlib.sha256(content).hexdigest())
    verdict = _verdict(facts, line)
    show(_result(verdict, facts, line), as_json=as_json, lines=_lines(verdict, facts, line))
    click.get_current_context().exit(0 if verdict == "genuine" else 1)


def _print_here(ids: list[int]) -> None:
    settings, storage = current_app.extensions["settings"], storage_of(current_app)
    with click.progressbar(ids, label="Making PDFs", file=sys.stderr) as waiting:
        for certificate_id in waiting:
            print_one(db.session(), certificate_id, settings=settings, storage=storage)


def _our_fingerprints() -> list[str]:
    """Of the key in use; without it the register still knows every file by its bytes."""
    settings = current_app.extensions["settings"]
    try:
        return [open_seal(settings.signing_p12, settings.signing_password).fingerprint]
    except SigningUnavailable:
        return []


def _verdict(facts: SignatureFacts, line: RegisterLine | None) -> str:
    if line and facts.intact and facts.whole:
        return STATES[line.state]
    return "changed" if facts.ours else "unknown"


def _result(verdict: str, facts: SignatureFacts, line: RegisterLine | None) -> dict[str, Any]:
    known = {"number": line.number, "name": line.name, "event": line.event, "role": line.role} if line else None
    return {"verdict": verdict, "signature": vars(facts), "certificate": known}


def _lines(verdict: str, facts: SignatureFacts, line: RegisterLine | None) -> list[str]:
    lines = [VERDICTS[verdict]]
    if line:
        lines.append(f"Number {line.number}, {line.name}, {line.event}.")
    if facts.signed:
        intact = "intact" if facts.intact else "broken"
        whole = "covers the whole file" if facts.whole else "does not cover the whole file"
        lines.append(f"Signature of {facts.signer}: {intact}, {whole}.")
    else:
        lines.append("The file carries no signature that can be read.")
    return lines
