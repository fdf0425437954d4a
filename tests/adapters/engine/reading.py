"""Finished files read by programs that did not make them."""

import subprocess
from io import BytesIO
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

from plm.adapters.engine import Batch, Road, Sheet, Template, make_batch
from plm.adapters.signing import Seal
from plm.clock import now


def files_of(batch: Batch) -> list[bytes]:
    return [batch.prefix + piece.tail for piece in batch.pieces]


def one_file(template: Template, sheet: Sheet, *, road: Road = Road.HOLES, seal: Seal | None = None) -> bytes:
    (content,) = files_of(make_batch(template, [sheet], seal=seal, now=now(), road=road))
    return content


def tool(name: str, *words: str, content: bytes, folder: Path) -> str:
    """What a command line tool says of a file."""
    path = folder / "file.pdf"
    path.write_bytes(content)
    run = subprocess.run([name, *words, str(path)], capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def text_of(content: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def picture_of(content: bytes, dpi: int = 200) -> Image.Image:
    """By poppler."""
    run = subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-"], input=content, capture_output=True, check=True)
    return Image.open(BytesIO(run.stdout)).convert("RGB")


def widest_difference(one: bytes, other: bytes) -> int:
    """Of all channels of all pixels."""
    difference = ImageChops.difference(picture_of(one), picture_of(other))
    return max(highest for _, highest in difference.getextrema())


def code_in(content: bytes) -> str:
    """What a reader sees in the pixels, by PDFium."""
    pixels = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
    return "".join(result.text for result in zxingcpp.read_barcodes(pixels))
