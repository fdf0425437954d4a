"""Certificates on their way to paper: asked for in chunks; each batch printed, laid down, then noted at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from plm import clock
from plm.adapters.broker import commit_and_send
from plm.adapters.certificates.packing import Pack, lay_pack
from plm.adapters.certificates.statement import statement_of
from plm.adapters.certificates.templates import load_template
from plm.adapters.certificates.values import sheet_of
from plm.adapters.engine import is_plain, make_batch
from plm.adapters.signing import Seal, open_the_seal
from plm.adapters.storage import Storage
from plm.certificates.actions import Signing, finish_runs, note_failure, settle_templates, store_pack, write_ready
from plm.certificates.queries import Unprinted, find_settings, papers_to_print
from plm.certificates.rules import CHUNK, Authority, Printable, SealWay, chunks_of, cut
from plm.codes import new_nonce
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName

# A gateway may take a second for each signature: so many, and the page still hears of progress.
REMOTE_BATCH = 20
BATCH = CHUNK
MAILS_A_JOB = 50


def commit_and_print(session: Session, certificate_ids: Sequence[int], *, now: datetime) -> None:
    """Commit, and ask the workers for the PDFs: one job a chunk, because a job costs more than a page."""
    name = JobName.RENDER_CERTIFICATES
    chunks = _chunks(papers_to_print(session, certificate_ids), CHUNK)
    jobs = [(ask_for(session, name, now=now, certificate_ids=chunk), name) for chunk in chunks]
    commit_and_send(session, *jobs)


def print_chunk(session: Session, certificate_ids: Sequence[int], *, settings: Settings, storage: Storage) -> None:
    """Print what is still wanted, batch by batch; a pause is heard between two of them."""
    settle_templates(session, certificate_ids=certificate_ids, now=clock.now())
    chunks = _chunks(papers_to_print(session, certificate_ids), REMOTE_BATCH if settings.signing_url else BATCH)
    session.commit()
    for ids in chunks:
        papers = papers_to_print(session, ids)
        way = _way(session, papers)
        session.commit()
        if papers:
            _print_batch(session, papers, way, settings=settings, storage=storage)


def _chunks(papers: Sequence[Unprinted], most: int) -> list[list[int]]:
    printables = [Printable(one.certificate_id, one.template_version_id, _is_plain(one)) for one in papers]
    return chunks_of(printables, most=most)


def _is_plain(one: Unprinted) -> bool:
    """Whether the fonts of the template hold every letter; other fonts would go into each file of the batch."""
    return all(is_plain(text) for text in vars(one.paper.identity).values() if isinstance(text, str))


def _way(session: Session, papers: list[Unprinted]) -> SealWay:
    held = find_settings(session, papers[0].paper.event_id) if papers else None
    return held.seal_way if held else SealWay.KEY


def _print_batch(
    session: Session, papers: list[Unprinted], way: SealWay, *, settings: Settings, storage: Storage
) -> None:
    """No transaction is open while printing; the file first, then its rows."""
    event_id, version_id = papers[0].paper.event_id, papers[0].template_version_id
    if version_id is None:
        raise LookupError("a certificate without a template is given one before it is printed")
    template = load_template(session, storage, version_id)
    session.commit()
    seal = open_the_seal(settings) if way is SealWay.KEY else None
    statement = statement_of(seal, way)
    sheets = [sheet_of(one.paper, public_url=settings.public_url, statement=statement) for one in papers]
    batch = make_batch(template, sheets, seal=seal, now=clock.now())
    key = f"certificates/{event_id}/{new_nonce()}.pack"
    pack = lay_pack(storage, key, batch, [one.certificate_id for one in papers])
    if not _store(session, pack, papers, _signing(seal, way)):
        storage.delete(key)


def _store(session: Session, pack: Pack, papers: list[Unprinted], signing: Signing) -> bool:
    """Note everything of the pack in one transaction; False when another worker was faster with all of it."""
    now, event_id = clock.now(), papers[0].paper.event_id
    stored = store_pack(
        session,
        event_id=event_id,
        storage_key=pack.storage_key,
        prefix_size=pack.prefix_size,
        printed=pack.printed,
        signing=signing,
        now=now,
    )
    for certificate_id, failure in pack.failed.items():
        note_failure(session, certificate_id=certificate_id, failure=failure)
    mails = write_ready(session, event_id=event_id, certificate_ids=stored, now=now)
    finish_runs(session, {one.run_id for one in papers if one.run_id is not None}, now=now)
    name = JobName.SEND_MAIL
    jobs = [(ask_for(session, name, now=now, mail_ids=list(ids)), name) for ids in cut(mails, MAILS_A_JOB)]
    commit_and_send(session, *jobs)
    return bool(stored)


def _signing(seal: Seal | None, way: SealWay) -> Signing:
    """Who signed; what waits for BSrE says so already, because its sentence is printed on it."""
    if seal is not None:
        return Signing(seal.name, seal.authority)
    return Signing(authority=Authority.BSRE if way is SealWay.OUTSIDE_BSRE else None, awaits_seal=True)
