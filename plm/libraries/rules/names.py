"""Names as people spell them: keys that forgive spelling, and what a name says about its kind."""

import re
import unicodedata

from plm.libraries.rules.kinds import LibraryKind, PartnershipType

_WITHOUT_APOSTROPHES = str.maketrans("", "", "'\"`\u2018\u2019\u02bc")
_WORD = re.compile(r"[a-z0-9]+")
_READING_CENTRE = re.compile(r"\b(taman baca(an)?( masyarakat)?|tbm)\b")
_SPELT_OUT = (
    (re.compile(r"\bkep\b"), "kepulauan"),
    (re.compile(r"\bdaerah istimewa\b"), "di"),
    (re.compile(r"\bdaerah khusus (ibukota )?(?=jakarta)"), "dki "),
)
_VILLAGE_INSTITUTIONS = frozenset({"perpusdes", "perpusdesa", "perpuskel", "perpusdeskel"})
_INSTITUTIONS = _VILLAGE_INSTITUTIONS | {
    *("perpustakaan", "perpus", "perpusda", "perpusprov", "dinas", "badan", "kantor", "upt", "uptd", "tbm"),
    *("dpk", "dpad", "dpkd", "dispusip", "dispersip", "dispersipda", "disperpusip", "dispustaka", "disarpus"),
    "dinperpusar",
}
_JOINERS = frozenset({"umum", "daerah", "dan", "kearsipan", "arsip", "perpustakaan"})
_VILLAGE_WORDS = frozenset({"desa", "ds", "kelurahan", "kel", "nagari", "pekon", "tiyuh", "kalurahan"})
_CITY_WORDS = frozenset({"kota", "kotamadya"})
_REGENCY_WORDS = frozenset({"kabupaten", "kab"})
_PROVINCE_WORDS = frozenset({"provinsi", "prov", "propinsi"})
_PLACE_WORDS = (
    _VILLAGE_WORDS | _CITY_WORDS | _REGENCY_WORDS | _PROVINCE_WORDS | {"kecamatan", "kec", "distrik", "di", "dki"}
)
_KIND_WORDS = {
    **dict.fromkeys(_VILLAGE_INSTITUTIONS | _VILLAGE_WORDS | {"village"}, LibraryKind.VILLAGE),
    **dict.fromkeys(_CITY_WORDS | _REGENCY_WORDS | {"regency", "city"}, LibraryKind.REGENCY),
    **dict.fromkeys(_PROVINCE_WORDS | {"province", "perpusprov"}, LibraryKind.PROVINCE),
}
_PARTNERSHIPS = {
    **dict.fromkeys(("fullsupport", "dukunganpenuh", "penuh"), PartnershipType.FULL_SUPPORT),
    **dict.fromkeys(("booksupport", "bantuanbuku", "bantuanbukubermutu", "bukubermutu"), PartnershipType.BOOK_SUPPORT),
    **dict.fromkeys(("selffunded", "replikasimandiri", "replikasi", "mandiri"), PartnershipType.SELF_FUNDED),
}


def squeeze(text: str) -> str:
    """Letters and digits only, lower case, without accents: `Dwi Mulyo` and `Dwimulyo` are one."""
    return "".join(words_of(text))


def words_of(text: str) -> list[str]:
    """Lower-case words without accents or punctuation; an apostrophe does not part a word."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return _WORD.findall(plain.translate(_WITHOUT_APOSTROPHES))


def fold_name(text: str) -> str:
    """The key of a library or region name: leading words that only say what it is are dropped, then squeezed."""
    spelt = " ".join(words_of(text))
    for pattern, word in _SPELT_OUT:
        spelt = pattern.sub(word, spelt)
    words = _READING_CENTRE.sub("tbm", spelt, count=1).split()
    return "".join(_without_leading_words(words) or words)


def _without_leading_words(words: list[str]) -> list[str]:
    start = 0
    while start < len(words) and (words[start] in _INSTITUTIONS or (start and words[start] in _JOINERS)):
        start += 1
    of_a_village = start > 0 and words[start - 1] in _VILLAGE_INSTITUTIONS
    places = _VILLAGE_WORDS if of_a_village else _PLACE_WORDS
    if start < len(words) and words[start] in places:
        start += 1
        if start < len(words) and words[start] in ("administrasi", "adm"):
            start += 1
    return words[start:]


def says_city(text: str) -> bool | None:
    """True for `Kota …`, False for `Kab. …`, None when the text says neither."""
    for word in words_of(text):
        if word in _CITY_WORDS:
            return True
        if word in _REGENCY_WORDS:
            return False
    return None


def kind_named(text: str) -> LibraryKind | None:
    """The kind a cell or a name speaks of; its first telling word decides."""
    spelt = " ".join(words_of(text))
    if _READING_CENTRE.search(spelt):
        return LibraryKind.TBM
    return next((_KIND_WORDS[word] for word in spelt.split() if word in _KIND_WORDS), None)


def partnership_named(text: str) -> PartnershipType | None:
    """The partnership a cell speaks of."""
    return _PARTNERSHIPS.get(squeeze(text))
