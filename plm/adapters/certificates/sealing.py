"""Taking back what was signed outside: each file is matched, checked, stored and committed by itself."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from sqlalchemy.orm import Session

from plm.adapters.broker import commit_and_send
from plm.adapters.certificates.bringing import File, files_of
from plm.adapters.signing import Roots, Signed, check_signed
from plm.adapters.storage import Storage
from plm.certificates.actions import take_signed, write_ready
from plm.certificates.queries import Sealable, find_file, sealable_of
from plm.certificates.rules import Authority, Brought, CertificateState, Outcome, number_meant
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName


@dataclass(frozen=True)
class Taking:
    """What every file of one upload is judged by."""

    event_id: int
    roots: Roots
    bsre_alone: bool
    by: str
    now: datetime


def take_back(
    session: Session, storage: Storage, taking: Taking, uploads: Iterable[tuple[str, IO[bytes]]]
) -> list[Outcome]:
    """What became of each file. Repeating an upload is harmless, and a cut one keeps what was taken before."""
    known = {one.id: one for one in sealable_of(session, taking.event_id)}
    session.commit()
    return [_take_one(session, storage, taking, known, file) for file in files_of(uploads)]


def _take_one(session: Session, storage: Storage, taking: Taking, known: dict[int, Sealable], file: File) -> Outcome:
    if file.flaw:
        return Outcome(file.name, file.flaw)
    sha256 = hashlib.sha256(file.content).hexdigest()
    same = next((one for one in known.values() if one.sha256 == sha256 and not one.awaits_seal), None)
    if same:
        return Outcome(file.name, Brought.ALREADY, same.number)
    one = _began_as(known.values(), file.content)
    if one is None:
        return _unmatched(known.values(), file)
    found = _checked(taking, one, file.content)
    if isinstance(found, Brought):
        return Outcome(file.name, found, one.number)
    brought = _keep(session, storage, taking, one, found, file.content, sha256)
    if brought.is_well:
        known[one.id] = replace(one, sha256=sha256, size=len(file.content), awaits_seal=False)
    return Outcome(file.name, brought, one.number)


def _began_as(known: Iterable[Sealable], content: bytes) -> Sealable | None:
    """The unsigned file that this one begins with, byte for byte: no name can mislead about that."""
    by_hash = {(one.size, one.sha256): one for one in known if one.awaits_seal}
    made, at = hashlib.sha256(), 0
    for size in sorted({size for size, _ in by_hash if size <= len(content)}):
        made.update(content[at:size])
        at = size
        if one := by_hash.get((size, made.hexdigest())):
            return one
    return None


def _unmatched(known: Iterable[Sealable], file: File) -> Outcome:
    """No file of ours stands at its beginning; its name may tell which one should."""
    by_number = {one.number: one for one in known}
    number = number_meant(file.name, by_number)
    if number is None:
        return Outcome(file.name, Brought.UNKNOWN)
    one = by_number[number]
    if one.state is not CertificateState.ISSUED:
        return Outcome(file.name, Brought.ENDED, number)
    return Outcome(file.name, Brought.REWRITTEN if one.awaits_seal else Brought.SIGNED_BEFORE, number)


def _checked(taking: Taking, one: Sealable, content: bytes) -> Signed | Brought:
    if one.state is not CertificateState.ISSUED:
        return Brought.ENDED
    found = check_signed(content, content[: one.size], roots=taking.roots, now=taking.now)
    wants_bsre = taking.bsre_alone or one.authority is Authority.BSRE
    if isinstance(found, Signed) and wants_bsre and found.authority is not Authority.BSRE:
        return Brought.NOT_BSRE
    return found


def _keep(
    session: Session, storage: Storage, taking: Taking, one: Sealable, found: Signed, content: bytes, sha256: str
) -> Brought:
    """The file first, then its row: named by its content, so that a twin overwrites nothing."""
    key = f"certificates/{taking.event_id}/{sha256}.pdf"
    storage.put(key, content)
    taken = take_signed(
        session,
        certificate_id=one.id,
        unsigned_sha256=one.sha256,
        storage_key=key,
        sha256=sha256,
        size=len(content),
        signer=found.signer[:200],
        authority=found.authority,
        by=taking.by,
        now=taking.now,
    )
    mails = write_ready(session, event_id=taking.event_id, certificate_ids=[one.id] if taken else [], now=taking.now)
    name = JobName.SEND_MAIL
    jobs = [(ask_for(session, name, now=taking.now, mail_ids=mails), name)] if mails else []
    commit_and_send(session, *jobs)
    if taken:
        return Brought.TAKEN
    # Somebody was faster: with this very file, or with another signature, or with a revocation.
    if find_file(session, sha256):
        return Brought.ALREADY
    storage.delete(key)
    return Brought.SIGNED_BEFORE
