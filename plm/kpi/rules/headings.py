"""The headings of KPI sheets, in Indonesian and English."""

from collections.abc import Iterable
from dataclasses import dataclass

from plm.libraries.rules import fold_header, headings

COMPONENT = "component:"

_SYNONYMS = {
    "region_code": "kode wilayah|kode|kode daerah|kode desa|kode kemendagri|kodewil|region code|code",
    "npp": "npp|nomor pokok perpustakaan|no npp|nomor npp",
    "name": "nama perpustakaan|perpustakaan|nama|nama lembaga|nama instansi|nama perpustakaan desa|library|library name"
    "|name|perpusdes",
    "village": "desa|desa kelurahan|kelurahan|nama desa|nama desa kelurahan|nama kelurahan|nagari|kampung|village",
    "district": "kecamatan|nama kecamatan|distrik|district",
    "regency": "kabupaten|kota|kabupaten kota|kab kota|nama kabupaten|nama kabupaten kota|regency|city|regency city",
    "province": "provinsi|nama provinsi|province",
    "kind": "jenis|jenis perpustakaan|jenjang|tingkat|kategori|kind|type|level",
    "score": "skor|nilai|skor kpi|nilai kpi|kpi|total skor|skor total|skor akhir|nilai akhir|total nilai|capaian kpi"
    "|score|kpi score|total score",
}
HEADINGS = headings(_SYNONYMS)
NEEDS = (frozenset({"region_code", "npp", "name", "village", "regency", "province"}), frozenset({"score"}))


@dataclass(frozen=True)
class ComponentName:
    """A component of the period, as far as a heading can name it."""

    code: str
    name: str


def headings_of(components: Iterable[ComponentName]) -> dict[str, str]:
    """Every known heading with its field; a component answers to its code and its name, with or without `skor`."""
    own = {
        fold_header(before + said): COMPONENT + component.code
        for component in components
        for said in (component.code, component.name)
        for before in ("", "skor ", "nilai ")
    }
    return {**own, **HEADINGS}
