"""One file for many certificates: the part they share once, then each one's own part."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from plm.adapters.engine import Batch
from plm.adapters.storage import Storage
from plm.certificates.actions import Printed
from plm.certificates.rules import Failure


@dataclass
class Pack:
    """What was laid down under the key; whom it could not print, and why."""

    storage_key: str
    prefix_size: int
    printed: list[Printed] = field(default_factory=list)
    failed: dict[int, Failure] = field(default_factory=dict)


def lay_pack(storage: Storage, key: str, batch: Batch, certificate_ids: Sequence[int]) -> Pack:
    """Write the batch piece by piece, so that a chunk never lies in memory whole."""
    pack = Pack(key, len(batch.prefix))
    with storage.writing(key) as file:
        at = file.write(batch.prefix)
        for certificate_id, piece in zip(certificate_ids, batch.pieces, strict=True):
            if piece.failure is not None:
                pack.failed[certificate_id] = Failure(piece.failure.value)
                continue
            pack.printed.append(Printed(certificate_id, at, len(piece.tail), piece.sha256, piece.size))
            at += file.write(piece.tail)
    return pack
