"""A sheet over a hall that is there already: what comes, what changes, what goes, and what stays because it is used."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.model import InputError, Problem
from plm.expo.rules.order import folded
from plm.expo.rules.places import overlap
from plm.expo.rules.sheet import Sheet
from plm.expo.words import Use

_PROPERTIES = tuple(one.name for one in fields(BoothSpec) if one.name != "number")


@dataclass(frozen=True)
class Changed:
    """A booth that is matched by its number, and the names of the properties that differ."""

    before: BoothSpec
    after: BoothSpec

    @property
    def properties(self) -> tuple[str, ...]:
        return tuple(name for name in _PROPERTIES if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True)
class Kept:
    """A booth that the sheet does not name and that stays, because of who refers to it."""

    booth: BoothSpec
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Merge:
    """What a re-import would do."""

    added: tuple[BoothSpec, ...]
    changed: tuple[Changed, ...]
    removed: tuple[BoothSpec, ...]
    kept: tuple[Kept, ...]
    same: int

    @property
    def booths(self) -> tuple[BoothSpec, ...]:
        """Added, changed and kept ones: what the hall must hold besides what stays as it is."""
        return (*self.added, *(one.after for one in self.changed), *(one.booth for one in self.kept))

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)


def merge(
    present: Sequence[BoothSpec],
    sheet: Sheet,
    used: Mapping[str, Collection[Use]],
    elsewhere: Collection[str],
) -> Merge:
    """Match by number; InputError brings every clash with what stays, each with its line.

    `used` names who refers to a booth, `elsewhere` the numbers of the event's other halls.
    """
    lines = {folded(spec.number): line for spec, line in zip(sheet.booths, sheet.lines, strict=True)}
    there = {folded(spec.number): spec for spec in present}
    after = {folded(spec.number): spec for spec in sheet.booths}
    missing = [spec for key, spec in there.items() if key not in after]
    kept = tuple(_kept(spec, used[spec.number]) for spec in missing if used.get(spec.number))
    problems = (
        *_taken_elsewhere(after, there, elsewhere, lines),
        *_over_kept(after, kept, lines),
        *_blocked_pins(after, used, lines),
    )
    if problems:
        raise InputError(problems)
    changed = tuple(Changed(there[key], spec) for key, spec in after.items() if key in there and there[key] != spec)
    return Merge(
        added=tuple(spec for key, spec in after.items() if key not in there),
        changed=changed,
        removed=tuple(spec for spec in missing if not used.get(spec.number)),
        kept=kept,
        same=len(after.keys() & there.keys()) - len(changed),
    )


def _kept(spec: BoothSpec, uses: Collection[Use]) -> Kept:
    return Kept(spec, tuple(use for use in Use if use in uses))


def _taken_elsewhere(
    after: Mapping[str, BoothSpec], there: Collection[str], elsewhere: Collection[str], lines: Mapping[str, int]
) -> Iterator[Problem]:
    taken = {folded(number) for number in elsewhere}
    for key, spec in after.items():
        if key in taken and key not in there:
            yield Problem("number_elsewhere", {"booth": spec.number, "line": lines[key]})


def _over_kept(after: Mapping[str, BoothSpec], kept: Sequence[Kept], lines: Mapping[str, int]) -> Iterator[Problem]:
    """The sheet's own booths were compared when it was read."""
    for key, spec in after.items():
        for one in kept:
            if overlap(spec, one.booth):
                yield Problem("overlaps_kept", {"booth": spec.number, "other": one.booth.number, "line": lines[key]})


def _blocked_pins(
    after: Mapping[str, BoothSpec], used: Mapping[str, Collection[Use]], lines: Mapping[str, int]
) -> Iterator[Problem]:
    for key, spec in after.items():
        if spec.blocked_reason and Use.PIN in used.get(spec.number, ()):
            yield Problem("pinned_not_used", {"booth": spec.number, "line": lines[key]})
