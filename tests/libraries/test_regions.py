"""All regions of the country, loaded and found again."""

from plm.adapters.regions import published_regions
from plm.libraries.actions import LoadedRegions, load_regions
from plm.libraries.queries import (
    children_of,
    count_regions,
    find_region,
    known_codes,
    places_of,
    provinces,
    search_regions,
)
from plm.libraries.rules import Place, PublishedRegion, RegionLevel

WHOLE_COUNTRY = {
    RegionLevel.PROVINCE: 38,
    RegionLevel.REGENCY: 514,
    RegionLevel.DISTRICT: 7_285,
    RegionLevel.VILLAGE: 83_762,
}


def test_the_whole_country_is_loaded_once_and_found(session):
    first = load_regions(session, regions=published_regions())
    again = load_regions(session, regions=published_regions())

    assert first == LoadedRegions(added=91_599, renamed=0, unchanged=0)
    assert again == LoadedRegions(added=0, renamed=0, unchanged=91_599)
    assert count_regions(session) == WHOLE_COUNTRY
    assert next(region.name for region in search_regions(session, "Palangka Raya")) == "Kota Palangkaraya"
    assert [region.code for region in search_regions(session, "Rantelimbong", limit=1)] != []
    assert places_of(session, ["62.13.08.2008"])["62.13.08.2008"] == Place(
        "Tangkum", "Raren Batuah", "Kabupaten Barito Timur", "Kalimantan Tengah"
    )


SMALL = (
    PublishedRegion("73", "Sulawesi Selatan", "Provinsi"),
    PublishedRegion("73.08", "Kabupaten Bone", "Kabupaten"),
    PublishedRegion("73.08.09", "Barebbo", "Kecamatan"),
    PublishedRegion("73.08.09.2001", "Bacu", "Desa"),
    PublishedRegion("73.08.09.2014", "Watu", "Desa"),
    PublishedRegion("73.08.16", "Awangpone", "Kecamatan"),
    PublishedRegion("73.08.16.2018", "Mappalo Ulaweng", "Desa"),
)


def test_regions_arrive_in_any_order_and_a_new_name_replaces_the_old(session):
    load_regions(session, regions=reversed(SMALL))

    loaded = load_regions(session, regions=[PublishedRegion("73.08.09.2001", "Bacu Baru", "Desa"), SMALL[4]])

    session.expire_all()
    assert loaded == LoadedRegions(added=0, renamed=1, unchanged=1)
    assert find_region(session, "73.08.09.2001").name == "Bacu Baru"


def test_children_are_asked_for_by_code(session):
    load_regions(session, regions=SMALL)

    assert [region.code for region in provinces(session)] == ["73"]
    assert [region.name for region in children_of(session, "73.08.09")] == ["Bacu", "Watu"]


def test_a_region_is_found_by_code_by_name_and_despite_its_spelling(session):
    load_regions(session, regions=SMALL)

    found = {
        text: [region.code for region in search_regions(session, text)]
        for text in ("7308092001", "mappaloulaweng", "Kab. Bone", "Bacu, Kec. Barebbo", "Bacu, Awangpone", "%", "")
    }

    assert found == {
        "7308092001": ["73.08.09.2001"],
        "mappaloulaweng": ["73.08.16.2018"],
        "Kab. Bone": ["73.08"],
        "Bacu, Kec. Barebbo": ["73.08.09.2001"],
        "Bacu, Awangpone": [],
        "%": [],
        "": [],
    }
    assert search_regions(session, "Bone", levels=[RegionLevel.VILLAGE]) == []


def test_only_known_codes_come_back(session):
    load_regions(session, regions=SMALL)

    assert known_codes(session, ["73.08", "99", "73.08.09.2001"]) == {"73.08", "73.08.09.2001"}
