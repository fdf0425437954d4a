"""People of several libraries on one sheet: which library each row means, and what is wrong with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from plm.libraries.rules import fold_name, is_mail_address
from plm.registration.rules.people import PersonDetails, read_phone
from plm.registration.rules.people_sheet import LONGEST, BadRow, RowProblem
from plm.registration.rules.refusals import PhoneUnreadable


class RosterColumn(StrEnum):
    """The columns of the template; `key` names the library, and its name does where the key is missing."""

    KEY = "key"
    LIBRARY = "library"
    TITLE_PREFIX = "title_prefix"
    NAME = "name"
    TITLE_SUFFIX = "title_suffix"
    PHONE = "phone"
    EMAIL = "email"
    NIP = "nip"
    POSITION = "position"


@dataclass(frozen=True)
class RosterLibrary:
    """A library that may be registered: so many seats, and who stands in its draft already, by number."""

    invitation_id: int
    name: str
    seats: int
    people: Mapping[int, str]


@dataclass(frozen=True)
class RosterRow:
    """A good row: the person with this number of this invitation's delegation."""

    line: int
    invitation_id: int
    number: int
    details: PersonDetails


@dataclass(frozen=True)
class RosterReport:
    """What a sheet would put into drafts, and the rows that are left out."""

    good: tuple[RosterRow, ...]
    bad: tuple[BadRow, ...]


def judge_roster(
    rows: Iterable[tuple[int, Mapping[RosterColumn, str]]], libraries: Mapping[str, RosterLibrary]
) -> RosterReport:
    """Each row on its own; an empty row is a seat that stays free. Whoever stands in a draft keeps the number."""
    by_name: defaultdict[str, list[RosterLibrary]] = defaultdict(list)
    for library in libraries.values():
        by_name[fold_name(library.name)].append(library)
    taken: dict[int, dict[int, str]] = {
        library.invitation_id: {number: fold_name(name) for number, name in library.people.items()}
        for library in libraries.values()
    }
    told: set[tuple[int, int]] = set()
    good, bad = [], []
    for line, cells in rows:
        if not any(cells.get(column, "").strip() for column in RosterColumn if column not in _OF_LIBRARY):
            continue
        details, problems = _details(cells)
        meant = _library(cells, libraries, by_name)
        number = None
        if meant is None:
            problems.insert(0, (RowProblem.LIBRARY_UNKNOWN, cells.get(RosterColumn.LIBRARY, "")))
        else:
            number = _number(fold_name(details.name), meant, taken[meant.invitation_id], told)
            if number is None:
                problems.append((RowProblem.TOO_MANY_PEOPLE, str(meant.seats)))
        if problems or meant is None or number is None:
            bad.append(BadRow(line, cells.get(RosterColumn.NAME, ""), tuple(problems)))
            continue
        taken[meant.invitation_id][number] = fold_name(details.name)
        told.add((meant.invitation_id, number))
        good.append(RosterRow(line, meant.invitation_id, number, details))
    return RosterReport(tuple(good), tuple(bad))


_OF_LIBRARY = frozenset({RosterColumn.KEY, RosterColumn.LIBRARY})


def _library(
    cells: Mapping[RosterColumn, str],
    libraries: Mapping[str, RosterLibrary],
    by_name: Mapping[str, list[RosterLibrary]],
) -> RosterLibrary | None:
    if found := libraries.get(cells.get(RosterColumn.KEY, "").strip()):
        return found
    named = by_name.get(fold_name(cells.get(RosterColumn.LIBRARY, "")), [])
    return named[0] if len(named) == 1 else None


def _number(folded: str, library: RosterLibrary, taken: Mapping[int, str], told: set[tuple[int, int]]) -> int | None:
    """The number the person has in the draft, else the next free one; None where every seat is taken."""
    for number, name in sorted(taken.items()):
        if name == folded and (library.invitation_id, number) not in told:
            return number
    return next((number for number in range(1, library.seats + 1) if number not in taken), None)


def _details(cells: Mapping[RosterColumn, str]) -> tuple[PersonDetails, list[tuple[RowProblem, str]]]:
    problems: list[tuple[RowProblem, str]] = []
    read = {one.name: cells.get(RosterColumn(one.name), "") for one in fields(PersonDetails)}
    for name, text in read.items():
        if len(text) > LONGEST[name]:
            problems.append((RowProblem.TOO_LONG, name))
    if not read["name"].strip():
        problems.append((RowProblem.NAME_MISSING, ""))
    if not read["phone"].strip():
        problems.append((RowProblem.PHONE_MISSING, ""))
    else:
        try:
            read["phone"] = read_phone(read["phone"])
        except PhoneUnreadable:
            problems.append((RowProblem.PHONE_UNREADABLE, read["phone"]))
    if read["email"] and not is_mail_address(read["email"]):
        problems.append((RowProblem.MAIL_UNREADABLE, read["email"]))
    if not read["position"].strip():
        problems.append((RowProblem.POSITION_MISSING, ""))
    return PersonDetails(**read), problems
