"""QR codes by tables: for one length and one mask a code is affine in the bits of its text, so it is a few XORs."""

from base64 import b64encode
from functools import lru_cache
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# One mask for all: choosing the best one for each text costs eight codes and gains nothing a reader needs.
MASK = 3
QUIET_ZONE = 2
STRIP = 5
ALL = (1 << STRIP) - 1
OWN_PAIRS = 7  # the twelve signs of a code lie within the last seven pairs


def matrix(text: str) -> tuple[int, int]:
    """The code as (side, bits), the first module the highest bit, without its quiet zone."""
    if len(text) < 2 * OWN_PAIRS or any(sign not in ALPHABET for sign in text):
        return _library(text)
    own = _own_part(text)
    side, bits = _base(text[: -len(own)], len(own))
    for place, piece in enumerate(_pairs(own)):
        bits ^= _delta(text[: -len(own)], len(own), place, piece)
    return side, bits


def operators(text: str, width: float, height: float) -> bytes:
    """PDF operators that fill the dark modules of a box of this size, y downwards."""
    side, bits = matrix(text)
    whole, rows = side + 2 * QUIET_ZONE, _strips(side)
    parts = [b"q 0 0 0 rg %.6f 0 0 %.6f 0 0 cm\n" % (width / whole, height / whole)]
    for row in rows:
        for strip, shift in row:
            parts.append(strip[bits >> shift & ALL])
    return b"".join([*parts, b"f Q"])


@lru_cache(maxsize=8)
def _strips(side: int) -> list[list[tuple[list[bytes], int]]]:
    """For each row its strips, and for each strip what fills it, by its modules: few enough to be written once."""
    return [[_strip(x, y, side) for x in range(0, side, STRIP)] for y in range(side)]


def _strip(column: int, y: int, side: int) -> tuple[list[bytes], int]:
    """The last strip of a row reaches back over modules of its own row, never into the next."""
    start = min(column, side - STRIP)
    known = (1 << start + STRIP - column) - 1
    shift = side * side - (y * side + start + STRIP)
    return [_fills(bits & known, start, y) for bits in range(ALL + 1)], shift


def _fills(bits: int, start: int, y: int) -> bytes:
    return b"".join(b"%d %d %d 1 re\n" % (x + start, y + QUIET_ZONE, length) for x, length in _row(bits, STRIP))


def picture(text: str) -> str:
    """The same modules as the address of an SVG image."""
    side, bits = matrix(text)
    whole = side + 2 * QUIET_ZONE
    rows = (_row(bits >> (side * (side - 1 - y)) & ((1 << side) - 1), side) for y in range(side))
    path = "".join(f"M{x} {y + QUIET_ZONE}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in row)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="1" height="1">'
    svg = f'{head}<path d="{path}"/></svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@lru_cache(maxsize=8192)
def _row(bits: int, side: int) -> tuple[tuple[int, int], ...]:
    """Runs of dark modules as (start, length)."""
    runs, x = [], QUIET_ZONE
    for dark, group in groupby(f"{bits:0{side}b}"):
        length = len(list(group))
        if dark == "1":
            runs.append((x, length))
        x += length
    return tuple(runs)


def _own_part(text: str) -> str:
    """The end of the text that differs, beginning at a pair of its own: alphanumeric codes pack two signs at once."""
    return text[(len(text) - 1) // 2 * 2 - 2 * (OWN_PAIRS - 1) :]


def _pairs(own: str) -> list[str]:
    return [own[start : start + 2] for start in range(0, len(own), 2)]


@lru_cache(maxsize=64)
def _base(shared: str, length: int) -> tuple[int, int]:
    return _library(shared + "0" * length)


@lru_cache(maxsize=50_000)
def _delta(shared: str, length: int, place: int, piece: str) -> int:
    """What this pair changes against `00`: the XOR of what its bits change."""
    value = 0
    for sign in piece:
        value = value * 45 + ALPHABET.index(sign)
    changed = 0
    for bit in range(value.bit_length()):
        if value >> bit & 1:
            changed ^= _bit(shared, length, place, len(piece), bit)
    return changed


@lru_cache(maxsize=4096)
def _bit(shared: str, length: int, place: int, signs: int, bit: int) -> int:
    first, second = divmod(1 << bit, 45)
    piece = ALPHABET[first] + ALPHABET[second] if signs == 2 else ALPHABET[second]
    own = "0" * length
    return _base(shared, length)[1] ^ _library(shared + own[: 2 * place] + piece + own[2 * place + signs :])[1]


def _library(text: str) -> tuple[int, int]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK, border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    rows = code.get_matrix()
    return len(rows), int("".join("1" if dark else "0" for row in rows for dark in row), 2)
