"""A sheet of libraries: its headings, its lines, and what is wrong with each."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from plm.libraries.rules.codes import LEVEL_OF_KIND, level_of, parse_region_code
from plm.libraries.rules.contacts import is_mail_address, parse_phone
from plm.libraries.rules.kinds import LibraryKind, PartnershipType, RegionLevel
from plm.libraries.rules.names import fold_name, kind_named, partnership_named, squeeze
from plm.libraries.rules.sheets import (
    BadRow,
    Cell,
    Row,
    RowsMissing,
    SkippedRow,
    cell_text,
    code_text,
    find_header,
    headings,
    records_below,
)

HEADINGS = headings(
    {
        "name": "nama|nama perpustakaan|perpustakaan|name|library|library name",
        "kind": "jenis|jenis perpustakaan|jenjang|tingkat|kind|type",
        "region_code": "kode wilayah|kode|kode daerah|kode kemendagri|region code|code",
        "npp": "npp|nomor pokok perpustakaan|nomor npp|no npp",
        "partnership": "kemitraan|jenis kemitraan|jenis mitra|partnership",
        "contact_name": "kontak|nama kontak|narahubung|pengelola|contact|contact name",
        "phone": "telepon|nomor telepon|hp|no hp|whatsapp|wa|nomor wa|phone",
        "email": "surel|email|e mail|alamat surel|mail",
    }
)
NEEDS = (frozenset({"name"}), frozenset({"region_code"}))


@dataclass(frozen=True)
class LibraryRow:
    """A library that may be stored."""

    line: int
    name: str
    key: str
    kind: LibraryKind
    region_code: str
    npp: str | None
    partnership: PartnershipType | None
    contact_name: str
    phone: str
    email: str


@dataclass(frozen=True)
class RosterReport:
    """Every line of the sheet below its header is in exactly one of the three."""

    accepted: tuple[LibraryRow, ...]
    bad: tuple[BadRow, ...]
    skipped: tuple[SkippedRow, ...]


@dataclass(frozen=True)
class KnownNames:
    """What is stored already: libraries by kind, region and key, and who bears which NPP."""

    libraries: Container[tuple[LibraryKind, str, str]]
    npps: Mapping[str, str]


def region_codes_in(rows: Sequence[Row]) -> set[str]:
    """The well-formed codes a sheet speaks of, to be looked up before it is judged."""
    header = find_header(rows, words=HEADINGS, needs=NEEDS)
    found = (parse_region_code(code_text(record["region_code"])) for _, _, record in records_below(rows, header))
    return {code for code in found if code}


def judge_roster(rows: Sequence[Row], *, known_regions: Container[str], known: KnownNames) -> RosterReport:
    """Read every line; a library or number named twice makes all its lines bad."""
    header = find_header(rows, words=HEADINGS, needs=NEEDS)
    good: list[LibraryRow] = []
    bad: list[BadRow] = []
    skipped: list[SkippedRow] = []
    for line, _, record in records_below(rows, header):
        row = _row(line, record)
        problems = _problems(line, record, row, known_regions, known)
        if problems:
            bad.extend(problems)
        elif (row.kind, row.region_code, row.key) in known.libraries:
            skipped.append(SkippedRow(line, "already_there", row.name))
        else:
            good.append(row)
    if not (good or bad or skipped):
        raise RowsMissing(skipped=0)
    bad.extend(_doubled(good))
    lines = {row.line for row in bad}
    return RosterReport(
        accepted=tuple(row for row in good if row.line not in lines),
        bad=tuple(sorted(bad, key=lambda row: row.line)),
        skipped=tuple(skipped),
    )


def _row(line: int, record: Mapping[str, Cell]) -> LibraryRow:
    """The line as a library; what is unclear is complained about apart."""
    text = {field: cell_text(cell) for field, cell in record.items()}
    code = parse_region_code(code_text(record["region_code"])) or ""
    return LibraryRow(
        line=line,
        name=text["name"],
        key=fold_name(text["name"]),
        kind=_kind(text, code) or LibraryKind.VILLAGE,
        region_code=code,
        npp=squeeze(text.get("npp", "")).upper() or None,
        partnership=partnership_named(text.get("partnership", "")),
        contact_name=text.get("contact_name", ""),
        phone=parse_phone(text.get("phone", "")) or "",
        email=text.get("email", ""),
    )


def _kind(text: Mapping[str, str], code: str) -> LibraryKind | None:
    """The kind said, or told by the name, or by a code that leaves only one."""
    if text.get("kind"):
        return kind_named(text["kind"])
    by_level = {RegionLevel.PROVINCE: LibraryKind.PROVINCE, RegionLevel.REGENCY: LibraryKind.REGENCY}
    return kind_named(text["name"]) or (by_level.get(level_of(code)) if code else None)


def _problems(
    line: int, record: Mapping[str, Cell], row: LibraryRow, known_regions: Container[str], known: KnownNames
) -> list[BadRow]:
    text = {field: cell_text(cell) for field, cell in record.items()}
    said = text["region_code"][:60]
    kind = _kind(text, row.region_code)
    found: list[tuple[str, dict[str, object]]] = []
    if not row.key:
        found.append(("name_missing", {}))
    elif len(row.name) > 200:
        found.append(("name_too_long", {"limit": 200}))
    if not row.region_code:
        found.append(("region_code_malformed", {"text": said}) if said else ("region_code_missing", {}))
    elif row.region_code not in known_regions:
        found.append(("region_unknown", {"region_code": row.region_code}))
    elif kind and level_of(row.region_code) is not LEVEL_OF_KIND[kind]:
        found.append(("region_level_wrong", {"region_code": row.region_code, "kind": kind.value}))
    if kind is None:
        found.append(("kind_unknown", {"text": text.get("kind", "")[:60]}))
    if row.npp and known.npps.get(row.npp, row.key) != row.key:
        found.append(("npp_taken", {"npp": row.npp}))
    if row.npp and len(row.npp) > 40:
        found.append(("npp_too_long", {"limit": 40}))
    if len(row.contact_name) > 200:
        found.append(("contact_too_long", {"limit": 200}))
    if text.get("partnership") and row.partnership is None:
        found.append(("partnership_unknown", {"text": text["partnership"][:60]}))
    if text.get("phone") and not row.phone:
        found.append(("phone_unclear", {"text": text["phone"][:60]}))
    if row.email and not is_mail_address(row.email):
        found.append(("email_unclear", {"text": row.email[:60]}))
    return [BadRow(line=line, code=code, name=row.name[:200], facts=facts) for code, facts in found]


def _doubled(rows: Sequence[LibraryRow]) -> list[BadRow]:
    lines: dict[object, list[LibraryRow]] = defaultdict(list)
    for row in rows:
        lines[row.kind, row.region_code, row.key].append(row)
        if row.npp:
            lines[row.npp].append(row)
    return [
        BadRow(line=row.line, code="duplicate_row", name=row.name, facts={"lines": tuple(r.line for r in shared)})
        for shared in lines.values()
        if len(shared) > 1
        for row in shared
    ]
