"""Bytes of a file: what all share, what is one person's own, the cross-reference table, the signature around it."""

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Any
from xml.sax.saxutils import escape

import pydyf

from plm.adapters.signing import FIELD, Seal, SigningUnavailable

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
WORTH_DEFLATING = 400
STILL_LEVEL = 6
OBJECT = b"%d 0 obj\n%s\nendobj\n"
ENTRY = Struct(">BIH")
RANGE = b"[0 %010d %010d %010d]"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part>\
<pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\
{creator}</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def xmp(title: str, author: str, producer: str) -> bytes:
    """PDF/A's own description of the file; the same words as in Info."""
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>" if author else ""
    return XMP.format(title=escape(title), creator=creator, producer=escape(producer)).encode()


def stream(content: bytes, extra: bytes = b"", level: int = 1) -> bytes:
    """A stream object; small ones are not worth deflating."""
    if len(content) > WORTH_DEFLATING:
        content, extra = zlib.compress(content, level), extra + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(content), content)


def plain_stream(content: bytes, extra: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(content), content)


def info(title: str, author: str, producer: str) -> bytes:
    facts = {"Title": pydyf.String(title), "Producer": pydyf.String(producer)}
    return bytes(pydyf.Dictionary(facts | ({"Author": pydyf.String(author)} if author else {})).data)


class Signature(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """The signature dictionary in the first revision, with room for what is known only at the end."""

    def __init__(self, room: int, now: datetime) -> None:
        super().__init__()
        self.room, self.now = room, now

    @property
    def compressible(self) -> bool:
        return False  # its bytes are found again, and changed, in the finished file

    @property
    def data(self) -> bytes:
        moment = self.now.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
        head = f"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({moment})/ByteRange"
        return head.encode() + RANGE % (0, 0, 0) + b"/Contents<" + b"0" * self.room + b">>>"


def add_signature(pdf: Any, seal: Seal, now: datetime) -> Signature:
    """A signature field that nobody sees: its widget has no size and an empty look, as PDF/A wants."""
    signature = Signature(seal.room, now)
    look = pydyf.Stream(
        [], pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 0, 0])})
    )
    widget = pydyf.Dictionary()
    for item in (signature, look, widget):
        pdf.add_object(item)
    page = pdf.objects[pdf.pages["Kids"][0]]
    widget.update(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(FIELD),
            "F": 132,
            "Rect": pydyf.Array([-1, -1, -1, -1]),
            "V": signature.reference,
            "P": page.reference,
            "AP": pydyf.Dictionary({"N": look.reference}),
        }
    )
    page["Annots"] = pydyf.Array([*page.get("Annots", ()), widget.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference]), "SigFlags": 3})
    return signature


def sealed(prefix_hash: Any, prefix_size: int, tail: bytearray, seal: Seal) -> None:
    """Write the range and the signature into the room that was left for them."""
    start = tail.index(b"/Contents<" + b"0" * 64) + len(b"/Contents")
    end = tail.index(b">", start) + 1
    places = tail.rindex(b"/ByteRange", 0, start) + len(b"/ByteRange")
    numbers = RANGE % (prefix_size + start, prefix_size + end, len(tail) - end)
    tail[places : places + len(numbers)] = numbers
    digest = prefix_hash.copy()
    digest.update(tail[:start])
    digest.update(tail[end:])
    cms = seal.cms(digest.digest()).hex().encode()
    if len(cms) > end - start - 2:
        raise SigningUnavailable("the signature is longer than the room that was left for it")
    tail[start + 1 : start + 1 + len(cms)] = cms


class Layout:
    """The shared objects, written once, and the table that leads to them and to each person's own."""

    def __init__(self, objects: Sequence[Any], own: set[int], root: bytes, info: int) -> None:
        self.root, self.info = root, info
        self.table, self.pack = len(objects) + 1, len(objects)
        shared = [item for item in objects if item.free != "f" and item.number not in own]
        packed = [item for item in shared if item.compressible]
        self.entries = [ENTRY.pack(0, 0, 65535)] * (len(objects) + 2)
        for index, item in enumerate(packed):
            self.entries[item.number] = ENTRY.pack(2, self.pack, index)
        bodies = [(item.number, _body(item)) for item in shared if not item.compressible]
        self.prefix = self._written([*bodies, (self.pack, _packed(packed))])
        self.hash = hashlib.sha256(self.prefix)

    def _written(self, bodies: list[tuple[int, bytes]]) -> bytes:
        parts, place = [HEADER], len(HEADER)
        for number, body in bodies:
            self.entries[number] = ENTRY.pack(1, place, 0)
            parts.append(OBJECT % (number, body))
            place += len(parts[-1])
        return b"".join(parts)

    def tail(self, own: Mapping[int, bytes]) -> bytearray:
        """One person's objects and the table, which is the trailer too."""
        entries, base = self.entries.copy(), len(self.prefix)
        tail = bytearray()
        for number, body in own.items():
            entries[number] = ENTRY.pack(1, base + len(tail), 0)
            tail += OBJECT % (number, body)
        # The name of the file: of what is in it, so that the same certificate made again has the same.
        name = hashlib.sha256(tail).hexdigest()[:32].encode()
        start = base + len(tail)
        entries[self.table] = ENTRY.pack(1, start, 0)
        facts = b"/Type/XRef/W[1 4 2]/Size %d/Root %s/Info %d 0 R/ID[<%s><%s>]"
        table = stream(b"".join(entries), facts % (len(entries), self.root, self.info, name, name))
        tail += OBJECT % (self.table, table) + b"startxref\n%d\n%%%%EOF\n" % start
        return tail


def _body(item: Any) -> bytes:
    """As pydyf writes it, but deflated at a level that takes a third of the time for two bytes in a hundred."""
    if not (isinstance(item, pydyf.Stream) and item.compress):
        return bytes(item.data)
    head, content = pydyf.Stream(item.stream, item.extra).data.split(b"\nstream\n", 1)
    return stream(content[: -len(b"\nendstream")], re.sub(rb"/Length \d+>>$", b"", head)[2:], STILL_LEVEL)


def _packed(objects: Sequence[Any]) -> bytes:
    """Dictionaries in one deflated stream, a third of their size."""
    bodies = [bytes(item.data) for item in objects]
    starts = [sum(len(body) + 1 for body in bodies[:index]) for index in range(len(bodies))]
    head = b" ".join(b"%d %d" % (item.number, start) for item, start in zip(objects, starts, strict=True)) + b"\n"
    return stream(head + b"\n".join(bodies), b"/Type/ObjStm/N %d/First %d" % (len(bodies), len(head)), 9)
