"""Two templates, ornate and light, and people for them."""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from plm.adapters.engine import Sheet, Template
from plm.adapters.pdf import DOCUMENTS

HERE = Path(__file__).parent
LANDSCAPE = DOCUMENTS / "certificates" / "lanskap"
# Paragraphs that may grow keep their height, so that nothing beneath them moves.
FIXED = """
.name { white-space: nowrap; height: 1.25em } .nip { height: 1.45em } .institution { height: 2.9em }
.signature p:nth-child(2) { height: 2.8em }
"""
VALUES = {
    "nama": "Contoh Satu, S.Pd.",
    "nip": "",
    "instansi": "Perpustakaan Desa Mappalo Ulaweng",
    "nomor": "0412/PLM-N/XI/2024",
    "peran": "peserta",
    "kode": "7HQ3MZ2KTX9D",
    "acara": "PLM Nasional 2024",
    "penyelenggara": "Perpustakaan Nasional Republik Indonesia",
    "tempat": "Prime Plaza Sanur, Bali",
    "tanggal": "6–8 November 2024",
    "jp": "20 jam pelajaran",
    "alamat": "plm.example.id/v",
    "tanda": "Denpasar, 8 November 2024",
    "jabatan": "Kepala Pusat Pengembangan Perpustakaan Umum dan Khusus",
    "penandatangan": "Dr. Contoh Empat, M.Hum.",
    "segel": "Ditandatangani secara elektronik.",
}
ADDRESS = "HTTPS://PLM.EXAMPLE.ID/V/"
CODE = "7HQ3MZ2KTX9D"


def sheet_of(**changes: str) -> Sheet:
    """Contoh Satu, and what differs."""
    values = {**VALUES, **changes}
    return Sheet(values, f"{ADDRESS}{values['kode']}")


def people(count: int, *, first: int = 1) -> list[Sheet]:
    """Each has a name, a number, a code and a library of her own."""
    return [
        sheet_of(
            nama=f"Contoh Ke-{number}, S.Pd.",
            nomor=f"{number:04}/PLM-N/XI/2024",
            kode=f"7HQ3MZ2K{number:04}",
            instansi=f"Perpustakaan Desa Contoh {number}",
        )
        for number in range(first, first + count)
    ]


@cache
def ornate() -> Template:
    images = {
        name: (LANDSCAPE / name).read_bytes() for name in ("border.svg", "watermark.svg", "emblem.svg", "ribbon.svg")
    }
    css = (HERE / "ornate.css").read_text() + FIXED
    return Template((HERE / "ornate.html").read_text(), css, images, author="{penyelenggara}")


@cache
def light() -> Template:
    return Template((HERE / "light.html").read_text(), (HERE / "light.css").read_text(), {"logo.png": logo(430)})


def logo(side: int) -> bytes:
    """A round picture with detail and soft edges, some 70 KiB as logos of institutions are."""
    grey = Image.effect_mandelbrot((side, side), (-2, -1.5, 1, 1.5), 100)
    picture = Image.merge("RGB", [grey.point(lambda v: v // 3), grey.point(lambda v: v // 2), grey])
    picture.putalpha(Image.radial_gradient("L").resize((side, side)).point(lambda v: 255 - v))
    content = BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def png(width: int, height: int) -> bytes:
    """A picture with a gradient, so that it does not deflate to nothing."""
    content = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(content, "PNG")
    return content.getvalue()


def page(body: str, css: str = "", **images: bytes) -> Template:
    """A template of a few words."""
    faces = '@font-face { font-family: "Paper Sans"; src: url("asset:fonts/NotoSans-Regular.ttf") }'
    plain = 'body { font: 12pt/1.4 "Paper Sans"; margin: 0 } p { margin: 0 } @page { size: 200mm 100mm; margin: 10mm }'
    return Template(f'<html lang="id"><body>{body}</body></html>', faces + plain + css, images, title="Contoh")
