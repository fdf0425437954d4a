"""A paper from a stranger: looked at by its content, pictures written anew, laid behind the storage door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, send_file
from flask_babel import gettext as _

from plm.adapters.pictures import KEPT_AS, rewrite_picture
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.extensions import db
from plm.registration.actions import HandedIn, StoredFile, hand_in
from plm.registration.rules import LARGEST_PAPER, PaperSlot, PaperType, paper_type
from plm.web.forms import trimmed

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage


@dataclass(frozen=True)
class Paper:
    """What was handed in, as it may be kept."""

    filename: str
    kind: PaperType
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def lay_down(self, folder: str) -> str:
        """Into the storage under a name nobody guesses; the key."""
        key = f"{folder}/{token_hex(16)}.{self.kind.suffix}"
        storage_of(current_app).put(key, self.data)
        return key


def read_paper(upload: FileStorage) -> Paper:
    """The paper, or PaperTooLarge, PaperEmpty, PaperTypeWrong, PaperDamaged."""
    filename = trimmed(upload.filename) or _("Berkas")
    data = upload.read(LARGEST_PAPER + 1)
    kind = paper_type(data, filename=filename)
    if kind is not PaperType.PDF:
        data, kind = rewrite_picture(data, kind, filename=filename), KEPT_AS.get(kind, kind)
    return Paper(filename[-255:], kind, data)


def keep_paper(upload: FileStorage, *, event_id: int, slot: PaperSlot, actor: str) -> None:
    """Look at the file, lay it down, write its row and commit; a file that nobody needs goes away after the commit."""
    with laid_down(upload, event_id=event_id) as file:
        handed = hand_in(db.session(), event_id=event_id, slot=slot, file=file, actor=actor, now=now())
        db.session.commit()
    forget_file(handed)


@contextmanager
def laid_down(upload: FileStorage, *, event_id: int) -> Iterator[StoredFile]:
    """The file behind the storage door; whatever fails inside takes it away again."""
    paper = read_paper(upload)
    key = paper.lay_down(f"letters/{event_id}")
    file = StoredFile(
        storage_key=key,
        filename=paper.filename,
        content_type=paper.kind,
        size=len(paper.data),
        sha256=paper.sha256,
    )
    try:
        yield file
    except Exception:
        storage_of(current_app).delete(key)
        raise


def forget_file(handed: HandedIn) -> None:
    """After the commit: the file that nobody needs goes away."""
    if handed.unused_key:
        storage_of(current_app).delete(handed.unused_key)


def paper_response(*, storage_key: str, content_type: str, filename: str) -> Response:
    """A stranger's file: sandboxed, never guessed at, a PDF only to keep."""
    answer: Any = send_file(
        BytesIO(storage_of(current_app).get(storage_key)),
        mimetype=content_type,
        as_attachment=content_type == PaperType.PDF,
        download_name=filename,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer  # type: ignore[no-any-return]  # werkzeug's Response is the base of Flask's
