"""People on a sheet that comes back: who is meant, what changes, who is new, and what is wrong with a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from plm.libraries.rules import is_mail_address
from plm.registration.rules.people import PersonDetails, read_phone
from plm.registration.rules.refusals import PhoneUnreadable
from plm.registration.rules.words import CostBearer, EventRole

Column = TypeVar("Column", bound=StrEnum)
MOST_PEOPLE = 5_000
LONGEST = {
    "title_prefix": 60, "name": 200, "title_suffix": 100, "phone": 40, "email": 254, "nip": 30, "position": 120,
    "institution": 250,
}  # fmt: skip


class SheetColumn(StrEnum):
    """The columns that are read; a sheet may have others besides."""

    KEY = "key"
    INSTITUTION = "institution"
    TITLE_PREFIX = "title_prefix"
    NAME = "name"
    TITLE_SUFFIX = "title_suffix"
    POSITION = "position"
    ROLES = "roles"
    PHONE = "phone"
    EMAIL = "email"
    NIP = "nip"
    COST_BEARER = "cost_bearer"


class RowProblem(StrEnum):
    KEY_UNKNOWN = "key_unknown"
    KEY_TWICE = "key_twice"
    NAME_MISSING = "name_missing"
    INSTITUTION_MISSING = "institution_missing"
    PHONE_UNREADABLE = "phone_unreadable"
    MAIL_UNREADABLE = "mail_unreadable"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_MISSING = "role_missing"
    COST_UNKNOWN = "cost_unknown"
    TOO_LONG = "too_long"
    TOO_MANY_ROWS = "too_many_rows"
    LIBRARY_UNKNOWN = "library_unknown"
    TOO_MANY_PEOPLE = "too_many_people"
    PHONE_MISSING = "phone_missing"
    POSITION_MISSING = "position_missing"


@dataclass(frozen=True)
class SheetPerson:
    """What one row says of somebody."""

    details: PersonDetails
    institution: str
    roles: frozenset[EventRole]
    cost_bearer: CostBearer


@dataclass(frozen=True)
class BadRow:
    """A row that is left out: its line, whom it seems to mean, and everything that is wrong with it."""

    line: int
    name: str
    problems: tuple[tuple[RowProblem, str], ...]


@dataclass(frozen=True)
class Change:
    """A row about somebody who is known, and what it changes."""

    line: int
    person_id: int
    person: SheetPerson
    changed: tuple[str, ...]


@dataclass(frozen=True)
class SheetReport:
    """What a sheet would do, and what it would not."""

    changes: tuple[Change, ...]
    fresh: tuple[tuple[int, SheetPerson], ...]
    bad: tuple[BadRow, ...]
    same: int


@dataclass(frozen=True)
class Words:
    """How the words of a sheet read, in every language it may be written in, folded to small letters."""

    roles: Mapping[str, EventRole]
    bearers: Mapping[str, CostBearer]


def judge_people(
    rows: Iterable[tuple[int, Mapping[SheetColumn, str]]], known: Mapping[str, tuple[int, SheetPerson]], words: Words
) -> SheetReport:
    """Each row on its own: a key means somebody who is known, no key somebody new. A missing column says nothing."""
    changes, fresh, bad, same = [], [], [], 0
    seen: set[str] = set()
    for count, (line, cells) in enumerate(rows, start=1):
        key = cells.get(SheetColumn.KEY, "").strip()
        held = known.get(key)
        person, problems = _read(cells, held[1] if held else None, words)
        if count > MOST_PEOPLE:
            problems.append((RowProblem.TOO_MANY_ROWS, str(MOST_PEOPLE)))
        if key and held is None:
            problems.append((RowProblem.KEY_UNKNOWN, key))
        if key and key in seen:
            problems.append((RowProblem.KEY_TWICE, key))
        seen.add(key)
        if problems:
            bad.append(BadRow(line, cells.get(SheetColumn.NAME, ""), tuple(problems)))
        elif held is None:
            fresh.append((line, person))
        elif changed := differences(held[1], person):
            changes.append(Change(line, held[0], person, changed))
        else:
            same += 1
    return SheetReport(tuple(changes), tuple(fresh), tuple(bad), same)


def differences(before: SheetPerson, after: SheetPerson) -> tuple[str, ...]:
    """The names of what differs, in the order of the columns."""
    known = [one.name for one in fields(PersonDetails)]
    pairs = {name: (getattr(before.details, name), getattr(after.details, name)) for name in known}
    pairs |= {name: (getattr(before, name), getattr(after, name)) for name in ("institution", "roles", "cost_bearer")}
    return tuple(column.value for column in SheetColumn if column.value in pairs and len(set(pairs[column.value])) == 2)


def columns_of(heading: Sequence[str], names: Mapping[str, Column]) -> dict[int, Column]:
    """Which cell of a row is which column, by headings folded to small letters; the first of two alike counts."""
    found: dict[int, Column] = {}
    for index, cell in enumerate(heading):
        column = names.get(" ".join(cell.casefold().split()))
        if column is not None and column not in found.values():
            found[index] = column
    return found


def _read(
    cells: Mapping[SheetColumn, str], before: SheetPerson | None, words: Words
) -> tuple[SheetPerson, list[tuple[RowProblem, str]]]:
    problems: list[tuple[RowProblem, str]] = []

    def text(column: SheetColumn, kept: str) -> str:
        said = cells.get(column, kept)
        if len(said) > LONGEST[column.value]:
            problems.append((RowProblem.TOO_LONG, column.value))
        return said

    details = before.details if before else PersonDetails(name="")
    read = {one.name: text(SheetColumn(one.name), getattr(details, one.name)) for one in fields(PersonDetails)}
    institution = text(SheetColumn.INSTITUTION, before.institution if before else "")
    if not read["name"].strip():
        problems.append((RowProblem.NAME_MISSING, ""))
    if not institution.strip():
        problems.append((RowProblem.INSTITUTION_MISSING, ""))
    if read["phone"] and read["phone"] != details.phone:
        try:
            read["phone"] = read_phone(read["phone"])
        except PhoneUnreadable:
            problems.append((RowProblem.PHONE_UNREADABLE, read["phone"]))
    if read["email"] and read["email"] != details.email and not is_mail_address(read["email"]):
        problems.append((RowProblem.MAIL_UNREADABLE, read["email"]))
    roles = _roles(cells, before, words, problems)
    bearer = _bearer(cells, before, words, problems)
    return SheetPerson(PersonDetails(**read), institution, roles, bearer), problems


def _roles(
    cells: Mapping[SheetColumn, str],
    before: SheetPerson | None,
    words: Words,
    problems: list[tuple[RowProblem, str]],
) -> frozenset[EventRole]:
    if before is not None and SheetColumn.ROLES not in cells:
        return before.roles
    typed = [part.strip() for part in cells.get(SheetColumn.ROLES, "").split(",") if part.strip()]
    problems += [(RowProblem.ROLE_UNKNOWN, part) for part in typed if part.casefold() not in words.roles]
    if not typed:
        problems.append((RowProblem.ROLE_MISSING, ""))
    return frozenset(words.roles[part.casefold()] for part in typed if part.casefold() in words.roles)


def _bearer(
    cells: Mapping[SheetColumn, str],
    before: SheetPerson | None,
    words: Words,
    problems: list[tuple[RowProblem, str]],
) -> CostBearer:
    usual = before.cost_bearer if before else CostBearer.ORGANISER
    typed = cells.get(SheetColumn.COST_BEARER, "").strip()
    if not typed:
        return usual
    if typed.casefold() not in words.bearers:
        problems.append((RowProblem.COST_UNKNOWN, typed))
        return usual
    return words.bearers[typed.casefold()]
