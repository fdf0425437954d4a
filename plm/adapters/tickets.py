"""Tickets and name badges on paper, and a ticket as a picture for a telephone."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from plm.adapters.pdf import ASSETS, render_document, render_pdf
from plm.adapters.qr import qr_picture, qr_png, qr_svg
from plm.registration.rules import SHEETS, BadgeLayout, name_points

WIDTH, MARGIN = 1080, 72
INK, NILA, SOGA, PAPER = "#16262b", "#08343f", "#a9762f", "#ffffff"
QUIET = "#475459"
CODE_SIDE = 720


@dataclass(frozen=True)
class TicketFace:
    """What a ticket shows: `code` in groups, `address` behind the QR code."""

    name: str
    institution: str
    roles: str
    event: str
    days: str
    place: str
    code: str
    address: str


def tickets_pdf(faces: Sequence[TicketFace], *, title: str) -> bytes:
    """A4, three tickets a page with lines to cut along; one alone stands on a page of its own."""
    facts = {"title": title, "faces": [(face, _as_image(qr_svg(face.address, border=2))) for face in faces]}
    return render_pdf(render_document("tickets.html", facts), variant="pdf/ua-1")


def badges_pdf(faces: Sequence[TicketFace], layout: BadgeLayout, *, title: str) -> bytes:
    """So many badges a page as the layout says, with lines to cut along."""
    sheet = SHEETS[layout]
    badges = [(face, name_points(face.name, sheet), qr_picture(face.address)) for face in faces]
    pages = [badges[start : start + sheet.per_page] for start in range(0, len(badges), sheet.per_page)]
    facts = {"title": title, "sheet": sheet, "pages": pages}
    return render_pdf(render_document("badges.html", facts), variant="pdf/ua-1")


def ticket_png(face: TicketFace) -> bytes:
    """1,080 pixels wide, as telephones show a picture; tall enough for what is written."""
    title, name, small, code = _fonts((54, 56, 36, 44))
    lines = [
        *((line, title, PAPER) for line in _wrapped(face.event, title)),
        (face.days, small, PAPER),
        *((line, small, PAPER) for line in _wrapped(face.place, small)),
    ]
    below = [
        *((line, name, INK) for line in _wrapped(face.name, name)),
        *((line, small, QUIET) for line in _wrapped(face.institution, small)),
        (face.roles, small, QUIET),
        (face.code, code, INK),
    ]
    head = MARGIN * 2 + sum(_height(font) for _text, font, _ink in lines)
    height = head + 60 + CODE_SIDE + sum(_height(font) for _text, font, _ink in below) + MARGIN * 2
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    brush = ImageDraw.Draw(picture)
    brush.rectangle((0, 0, WIDTH, head), fill=NILA)
    _twill(brush, head)
    _write(brush, lines, MARGIN)
    drawn = Image.open(BytesIO(qr_png(face.address, scale=16, border=2))).convert("L")
    modules = drawn.resize((CODE_SIDE, CODE_SIDE), Image.Resampling.NEAREST)
    picture.paste(modules, ((WIDTH - CODE_SIDE) // 2, head + 60))
    _write(brush, below, head + 60 + CODE_SIDE + 24)
    output = BytesIO()
    picture.quantize(64).save(output, "PNG", optimize=True)
    return output.getvalue()


def _twill(brush: ImageDraw.ImageDraw, top: int) -> None:
    """The woven strip under the head: diamonds of one cloth."""
    brush.rectangle((0, top, WIDTH, top + 24), fill="#caaa7e")
    for x in range(0, WIDTH + 24, 24):
        brush.polygon([(x, top), (x + 12, top + 12), (x, top + 24), (x - 12, top + 12)], fill=NILA)


def _write(brush: ImageDraw.ImageDraw, lines: Sequence[tuple[str, ImageFont.FreeTypeFont, str]], top: int) -> None:
    for text, font, ink in lines:
        brush.text((WIDTH // 2, top), text, font=font, fill=ink, anchor="ma")
        top += _height(font)


def _fonts(sizes: Sequence[int]) -> list[ImageFont.FreeTypeFont]:
    faces = ("SemiBold", "SemiBold", "Regular", "SemiBold")
    return [
        ImageFont.truetype(str(ASSETS / f"fonts/NotoSans-{face}.ttf"), size)
        for face, size in zip(faces, sizes, strict=True)
    ]


def _height(font: ImageFont.FreeTypeFont) -> int:
    return int(font.size * 1.4)


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _as_image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
