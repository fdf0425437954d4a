"""The diamond twill of certificates, drawn by rule: `python -m plm.adapters.weave FOLDER` writes their SVG files."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

Cell = tuple[int, int]
Strands = tuple[str, str]
NILA, SOGA = "#0f4c5c", "#a9762f"
# Mixed with paper white here, so that the PDF needs no transparency and prints alike everywhere.
PALE_SOGA, WATER_NILA, WATER_SOGA = "#caaa7e", "#f1f5f6", "#faf7f3"
HALF = 4  # cells from the middle of a diamond to its edge
BAND = 8
GAP = 0.13  # share of a cell left open on each side of a strand


def border(width: int = 282, height: int = 194) -> Strands:
    """Four bands, the short ones turned by a quarter, and a closed lozenge in each corner."""
    rims_x, rims_y = _rims(width), _rims(height)
    middle_x, middle_y = range(BAND + 1, width - BAND - 1), range(BAND + 1, height - BAND - 1)

    def on_long_side(cell: Cell) -> bool:
        return _is_over(_from_middle(cell[0], width), _from_edge(cell[1], height))

    def on_short_side(cell: Cell) -> bool:
        return not _is_over(_from_middle(cell[1], height) + HALF, _from_edge(cell[0], width))

    def in_corner(cell: Cell) -> bool:
        x, y = _from_edge(cell[0], width), _from_edge(cell[1], height)
        return (_from_middle(x, BAND) + _from_middle(y, BAND)) % 4 < 2

    long_sides = _strands(_grid(middle_x, rims_y), on_long_side)
    across, along = _strands(_grid(rims_x, middle_y), on_short_side)
    corners = _strands(_grid(rims_x, rims_y), in_corner)
    return long_sides[0] + along + corners[0], long_sides[1] + across + corners[1]


def lozenge(half: int) -> Strands:
    """A closed diamond around the origin."""

    def ring(cell: Cell) -> int:
        return _from_middle(cell[0], 0) + _from_middle(cell[1], 0)

    side = range(-half, half)
    return _strands([cell for cell in _grid(side, side) if ring(cell) < half], lambda cell: ring(cell) % 4 < 2)


def ribbon(length: int = 64, height: int = 4) -> Strands:
    """Half a band, mirrored about its middle: the line under a name."""
    cells = _grid(range(length), range(height))
    return _strands(cells, lambda cell: _is_over(_from_middle(cell[0], length), cell[1]))


def band(length: int, height: int = BAND) -> Strands:
    """A band of its own, mirrored about its middle."""
    cells = _grid(range(length), range(height))
    return _strands(cells, lambda cell: _is_over(_from_middle(cell[0], length), cell[1]))


def drawings() -> dict[str, str]:
    """Each file under `templates/documents/certificates` and its SVG."""
    emblem = _svg(lozenge(8), "-8 -8 16 16", NILA, SOGA)
    common = {
        "watermark.svg": _svg(lozenge(30), "-30 -30 60 60", WATER_NILA, WATER_SOGA),
        "emblem.svg": emblem,
        "ribbon.svg": _svg(ribbon(), "0 0 64 4", NILA, PALE_SOGA),
    }
    return {
        **{f"{folder}/{name}": svg for folder in ("lanskap", "potret", "piagam") for name, svg in common.items()},
        "lanskap/border.svg": _framed(282, 194),
        "potret/border.svg": _framed(194, 282),
        "piagam/band.svg": _svg(band(296), "0 0 296 8", NILA, PALE_SOGA),
        "surat/emblem.svg": emblem,
        "surat/ribbon.svg": _svg(band(176, 4), "0 0 176 4", NILA, PALE_SOGA),
        "kartu/band.svg": _svg(band(96), "0 0 96 8", NILA, PALE_SOGA),
        "kartu/emblem.svg": emblem,
    }


def _framed(width: int, height: int) -> str:
    """The border with two thin lines inside it."""
    wide, high = width - 21.4, height - 21.4
    lines = (
        f'<rect fill="none" stroke="{NILA}" stroke-width=".35" x="10.7" y="10.7" width="{wide:g}" height="{high:g}"/>'
        f'<rect fill="none" stroke="{PALE_SOGA}" stroke-width=".2" x="11.8" y="11.8"'
        f' width="{wide - 2.2:g}" height="{high - 2.2:g}"/>'
    )
    return _svg(border(width, height), f"0 0 {width} {height}", NILA, PALE_SOGA, lines)


def _svg(strands: Strands, box: str, strong: str, soft: str, more: str = "") -> str:
    paths = f'<path fill="{soft}" d="{strands[1]}"/><path fill="{strong}" d="{strands[0]}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{paths}{more}</svg>\n'


def _grid(columns: Iterable[int], rows: Iterable[int]) -> list[Cell]:
    held = list(rows)
    return [(i, j) for i in columns for j in held]


def _rims(length: int) -> list[int]:
    return [*range(BAND), *range(length - BAND, length)]


def _from_edge(n: int, length: int) -> int:
    return n if n < BAND else length - 1 - n


def _from_middle(n: int, length: int) -> int:
    return abs(2 * (n - length // 2) + 1) // 2


def _zigzag(n: int) -> int:
    n %= 2 * HALF
    return n if n < HALF else 2 * HALF - 1 - n


def _is_over(along: int, across: int) -> bool:
    """Whether the strand that runs along the band lies on top here."""
    return (_zigzag(along) + _zigzag(across)) % 4 < 2


def _strands(cells: Iterable[Cell], horizontal: Callable[[Cell], bool]) -> Strands:
    """Neighbouring cells joined into bars: path data of the horizontal and of the vertical ones."""
    cloth = set(cells)
    flat = {cell for cell in cloth if horizontal(cell)}
    return _bars(flat, turned=False), _bars({(j, i) for i, j in cloth - flat}, turned=True)


def _bars(cells: set[Cell], *, turned: bool) -> str:
    path = []
    for i, j in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if (i - 1, j) in cells:
            continue
        length = next(n for n in range(1, len(cells) + 2) if (i + n, j) not in cells)
        x, y, width, height = (j, i, 1, length) if turned else (i, j, length, 1)
        w, h = width - 2 * GAP, height - 2 * GAP
        path.append(f"M{x + GAP:g} {y + GAP:g}h{w:g}v{h:g}h-{w:g}z")
    return "".join(path)


if __name__ == "__main__":
    for name, svg in drawings().items():
        Path(sys.argv[1], name).write_text(svg)
