"""plm certificates: who would get one, issue them for an event, check a file."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click
from flask import current_app

from plm import clock
from plm.adapters.certificates import Examination, commit_and_print, examine, print_chunk
from plm.adapters.certificates.looking import dry_run
from plm.adapters.storage import storage_of
from plm.certificates.actions import issue_certificates
from plm.certificates.rules import Verdict, cut
from plm.cli import AS_JSON, show, within_app
from plm.cli.dry_run import dry_run_line, dry_run_lines
from plm.events.queries import get_event
from plm.extensions import db

VERDICTS = {
    Verdict.GENUINE: "Genuine: exactly as issued, and valid.",
    Verdict.REVOKED: "Not valid: issued by us, later revoked.",
    Verdict.REPLACED: "Not valid: issued by us, later replaced.",
    Verdict.ADDED_TO: "Not genuine: something was added to a file of ours.",
    Verdict.CHANGED: "Not genuine: it is not what was signed, or not the file that was issued.",
    Verdict.FOREIGN: "Not genuine: not in the register, and signed by somebody else.",
    Verdict.UNSIGNED: "Not genuine: not in the register, and not signed.",
    Verdict.NOT_PDF: "Not genuine: not a PDF.",
}

AT_A_TIME = 100


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
@click.argument("event")
@AS_JSON
@within_app
def check(event: str, as_json: bool) -> None:
    """Say who would get one, who not and why, and which names need a look. Nothing is issued.

    Example: plm certificates check plm-nasional-2024
    """
    session, settings = db.session(), current_app.extensions["settings"]
    run = dry_run(session, storage_of(current_app), get_event(session, event), public_url=settings.public_url)
    found = [dry_run_line(one, looks) for one, looks in run.lines]
    counts = Counter(line["decision"] for line in found)
    summary = {"event": event, **{word: counts[word] for word in ("due", "issued", "refused")}, "tried": run.tried}
    show({**summary, "candidates": found}, as_json=as_json, lines=dry_run_lines(summary, found))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_JSON
@within_app
def verify(file: Path, as_json: bool) -> None:
    """Say whether a PDF is one of ours, whole and still valid. Exit code 0: genuine, 1: not, 2: wrong usage.

    Example: plm certificates verify sertifikat.pdf
    """
    seen = examine(db.session(), file.read_bytes(), settings=current_app.extensions["settings"])
    show(_result(seen), as_json=as_json, lines=_lines(seen))
    click.get_current_context().exit(0 if seen.verdict is Verdict.GENUINE else 1)


def _print_here(ids: list[int]) -> None:
    settings, storage = current_app.extensions["settings"], storage_of(current_app)
    with click.progressbar(length=len(ids), label="Making PDFs", file=sys.stderr) as bar:
        for some in cut(ids, AT_A_TIME):
            print_chunk(db.session(), some, settings=settings, storage=storage)
            bar.update(len(some))


def _result(seen: Examination) -> dict[str, Any]:
    line = seen.file.line if seen.file else None
    known = {"number": line.number, "name": line.name, "event": line.event, "role": line.role} if line else None
    return {
        "verdict": seen.verdict,
        "signature": vars(seen.signature),
        "certificate": known,
        "leads_to": seen.names,
    }


def _lines(seen: Examination) -> list[str]:
    facts, line = seen.signature, seen.file.line if seen.file else None
    lines = [VERDICTS[seen.verdict]]
    if line:
        lines.append(f"Number {line.number}, {line.name}, {line.event}.")
    elif seen.names:
        lines.append(f"It leads to the code {seen.names}, which anybody can copy; look there for what was issued.")
    if facts.signed:
        intact = "intact" if facts.intact else "broken"
        whole = "covers the whole file" if facts.whole else "does not cover the whole file"
        lines.append(f"Signature of {seen.signer or 'nobody that can be read'}: {intact}, {whole}.")
    else:
        lines.append("The file carries no signature that can be read.")
    return lines
