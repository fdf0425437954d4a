"""Which library a line speaks of: by code and kind, by NPP, or by name inside its place. Never a guess."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plm.kpi.rules.entries import Entry
from plm.libraries.rules import (
    LibraryKind,
    RegionLevel,
    fold_name,
    is_city,
    kind_named,
    level_of,
    parse_region_code,
    says_city,
)

MOST_CANDIDATES = 6


@dataclass(frozen=True)
class KnownLibrary:
    """A library with the keys of its name and of the places it lies in."""

    id: int
    kind: LibraryKind
    name: str
    key: str
    region_code: str
    region_key: str
    place: str = ""
    npp: str = ""
    village_key: str = ""
    district_key: str = ""
    regency_key: str = ""
    province_key: str = ""


@dataclass(frozen=True)
class Candidate:
    """A library that a line might mean, told apart from the others by its place."""

    name: str
    region_code: str
    place: str
    library_id: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Unmatched:
    """Why no single library could be meant."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_question(self) -> bool:
        """Several libraries may be meant: a person can say which."""
        return bool(self.candidates)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        found = self.facts.get("candidates", ())
        return tuple(one for one in found if isinstance(one, Candidate)) if isinstance(found, tuple) else ()


class Directory:
    """The known libraries, to be looked up by code, NPP and name."""

    def __init__(self, libraries: Iterable[KnownLibrary]) -> None:
        self.by_code: dict[str, list[KnownLibrary]] = defaultdict(list)
        self.by_name: dict[str, list[KnownLibrary]] = defaultdict(list)
        self.by_npp: dict[str, KnownLibrary] = {}
        self.by_id: dict[int, KnownLibrary] = {}
        for library in libraries:
            self.by_code[library.region_code].append(library)
            for key in _keys(library):
                self.by_name[key].append(library)
            self.by_id[library.id] = library
            if library.npp:
                self.by_npp[library.npp] = library


def _keys(library: KnownLibrary) -> set[str]:
    """The library's own name, and that of its region unless the region may hold several such libraries."""
    return {library.key} if library.kind is LibraryKind.TBM else {library.key, library.region_key}


def find_library(entry: Entry, directory: Directory, known_regions: Container[str]) -> KnownLibrary | Unmatched:
    """The one library an entry means, or why there is none."""
    code = parse_region_code(entry.code)
    if entry.code and code is None:
        return Unmatched("region_code_malformed", {"text": entry.code[:60]})
    if code is not None and code not in known_regions:
        return Unmatched("region_unknown", {"region_code": code})
    kind = kind_named(entry.kind) if entry.kind else kind_named(entry.name)
    if entry.kind and kind is None:
        return Unmatched("kind_unknown", {"text": entry.kind[:60]})
    if library := directory.by_npp.get(entry.npp):
        return _agreeing(library, code)
    if code is not None:
        return _by_code(entry, code, kind, directory)
    if entry.name:
        return _by_name(entry, kind, directory)
    return Unmatched("npp_unknown", {"npp": entry.npp}) if entry.npp else Unmatched("library_unnamed")


def _agreeing(library: KnownLibrary, code: str | None) -> KnownLibrary | Unmatched:
    if code is None or library.region_code == code or library.region_code.startswith(f"{code}."):
        return library
    return Unmatched("code_and_npp_disagree", {"region_code": code, "npp": library.npp, "library": library.name})


def _by_code(entry: Entry, code: str, kind: LibraryKind | None, directory: Directory) -> KnownLibrary | Unmatched:
    there = [library for library in directory.by_code.get(code, ()) if kind in (None, library.kind)]
    key = fold_name(entry.name)
    namesakes = [library for library in directory.by_name.get(key, ()) if _lies_in(library, code, kind)]
    if not there:
        return _single(entry, namesakes, code=code)
    named = [library for library in there if key in _keys(library)]
    found = named or there
    if len(found) == 1 and not named and _contradicts(key, kind, code, namesakes, directory):
        return Unmatched(
            "code_and_name_disagree", {"region_code": code, "library": found[0].name, "name": entry.name[:200]}
        )
    return _single(entry, found, code=code)


def _lies_in(library: KnownLibrary, code: str, kind: LibraryKind | None) -> bool:
    return kind in (None, library.kind) and library.region_code.startswith(f"{code}.")


def _contradicts(
    key: str, kind: LibraryKind | None, code: str, namesakes: Sequence[KnownLibrary], directory: Directory
) -> bool:
    """The name speaks of somebody else: of a library below the code, or of another one in the same regency."""
    if not key:
        return False
    if kind is None and level_of(code) is not RegionLevel.VILLAGE:
        return True
    neighbours = directory.by_name.get(key, ())
    return bool(namesakes) or any(
        library.region_code[:5] == code[:5] and kind in (None, library.kind) for library in neighbours
    )


def _by_name(entry: Entry, kind: LibraryKind | None, directory: Directory) -> KnownLibrary | Unmatched:
    named = _named(entry.name, kind, directory)
    if not (_says_where(entry) or kind in (LibraryKind.REGENCY, LibraryKind.PROVINCE)):
        return Unmatched("place_missing", {"name": entry.name[:200], "candidates": candidates(named)})
    if not named and kind is LibraryKind.VILLAGE:
        named = _named(entry.village, kind, directory)
    return _single(entry, [library for library in named if _lies_where_said(library, entry)])


def _named(name: str, kind: LibraryKind | None, directory: Directory) -> list[KnownLibrary]:
    """Namesakes of the kind; Kota Bogor is not Kabupaten Bogor, and a text that says neither may mean both."""
    city = says_city(name)
    return [
        library
        for library in directory.by_name.get(fold_name(name), ())
        if kind in (None, library.kind)
        and (city is None or library.kind is not LibraryKind.REGENCY or is_city(library.region_code) is city)
    ]


def _says_where(entry: Entry) -> bool:
    return bool(entry.district or entry.regency or entry.province)


def _lies_where_said(library: KnownLibrary, entry: Entry) -> bool:
    """Every place the line names holds the library, as far as the library stands so low."""
    said = (
        (entry.village, library.village_key),
        (entry.district, library.district_key),
        (entry.regency, library.regency_key),
        (entry.province, library.province_key),
    )
    if any(text and key and fold_name(text) != key for text, key in said):
        return False
    city = says_city(entry.regency)
    return city is None or not library.regency_key or city is is_city(library.region_code)


def _single(entry: Entry, found: Sequence[KnownLibrary], code: str = "") -> KnownLibrary | Unmatched:
    if len(found) == 1:
        return found[0]
    said = ", ".join(filter(None, (entry.village, entry.district, entry.regency, entry.province)))
    facts = {"name": entry.name[:200], "region_code": code, "place": said[:200]}
    if found:
        return Unmatched("library_ambiguous", {**facts, "candidates": candidates(found)})
    return Unmatched("library_unknown", facts)


def candidates(libraries: Iterable[KnownLibrary]) -> tuple[Candidate, ...]:
    """The first few, by code, as a person could tell them apart."""
    ordered = sorted(libraries, key=lambda library: (library.region_code, library.name, library.id))
    return tuple(Candidate(entry.name, entry.region_code, entry.place, entry.id) for entry in ordered[:MOST_CANDIDATES])
