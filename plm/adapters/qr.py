"""QR codes as SVG for pages and papers, and as PNG for mail."""

from base64 import b64encode
from io import BytesIO

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q

LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
QUIET_ZONE = 4


def qr_svg(text: str, *, level: str = "M", border: int = QUIET_ZONE, label: str = "") -> Markup:
    """One `<svg class="plm-qr">` with one path; upper-case text gets the smaller alphanumeric code."""
    rows = _modules(text, level=level, border=border)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="plm-qr" viewBox="0 0 {side} {side}" role="img"'
        ' aria-label="{label}"><path d="{path}"/></svg>'
    ).format(side=len(rows), label=label, path=_path(rows))


def qr_png(text: str, *, level: str = "M", scale: int = 8, border: int = QUIET_ZONE) -> bytes:
    """A black and white PNG, `scale` pixels a module."""
    code = _code(text, level=level, border=border)
    code.box_size = scale
    output = BytesIO()
    code.make_image().save(output)
    return output.getvalue()


def qr_picture(text: str) -> str:
    """A PNG as an address: one dot a module, stretched by the page: drawn twice as fast as paths, and as sharp."""
    return f"data:image/png;base64,{b64encode(qr_png(text, scale=1, border=2)).decode()}"


def _code(text: str, *, level: str, border: int) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=LEVELS[level], border=border)
    # Unsplit, the library picks the densest mode that holds every character.
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return code


def _modules(text: str, *, level: str, border: int) -> list[list[bool]]:
    return [[bool(dark) for dark in row] for row in _code(text, level=level, border=border).get_matrix()]


def _path(rows: list[list[bool]]) -> str:
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Neighbouring dark modules as (start, length)."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
