"""Two plans side by side: who gained, who lost, who moved."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Moved:
    """One who has another booth; ids as in the plans."""

    exhibitor: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """`gained` and `lost` are (exhibitor, booth) in order of exhibitor; `kept` counts the rest."""

    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    moved: tuple[Moved, ...]
    kept: int

    @property
    def booths(self) -> frozenset[str]:
        """Every booth where somebody came or went."""
        ends = {booth for one in self.moved for booth in (one.before, one.after)}
        return frozenset(ends | {booth for _, booth in (*self.gained, *self.lost)})


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> Comparison:
    """From exhibitor to booth in one plan, to exhibitor to booth in the other."""
    both = [one for one in before if one in after]
    moved = [Moved(one, before[one], after[one]) for one in both if before[one] != after[one]]
    return Comparison(
        gained=tuple(sorted((one, booth) for one, booth in after.items() if one not in before)),
        lost=tuple(sorted((one, booth) for one, booth in before.items() if one not in after)),
        moved=tuple(sorted(moved, key=lambda one: one.exhibitor)),
        kept=len(both) - len(moved),
    )
