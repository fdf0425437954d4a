"""Templates that are refused, each for its flaw, before anything is made."""

import pytest

from plm.adapters.engine import Flaw, Road, Template, TemplateRefused, check_template, look_at, make_batch
from plm.adapters.engine.values import Remark
from plm.clock import now
from tests.adapters.engine.scenes import light, ornate, page, png, sheet_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
FLAWS = {
    "two pages": (page("<p>{nama}<p style='break-before: page'>x"), {Flaw.TWO_PAGES}),
    "a huge page": (page("<p>{nama}", "@page { size: 900mm 900mm }"), {Flaw.HUGE_PAGE}),
    "opacity": (page("<p style='opacity: .5'>{nama}"), {Flaw.PLACE_IN_GROUP}),
    "svg text": (page("<svg width='9' height='9'><text>{nama}</text></svg>"), {Flaw.PLACE_IN_SVG}),
    "an attribute": (page("<p title='{nama}'>x"), {Flaw.PLACE_IN_ATTRIBUTE}),
    "a decorated place": (page("<p>Oleh <b style='border: 1px solid'>{nama}</b>"), {Flaw.PLACE_DECORATED}),
    "boxes in the line": (
        page("<p><img src='asset:a.svg' alt='a' style='width: 9mm; height: 9mm'> {nama}", **{"a.svg": SVG}),
        {Flaw.PLACE_AMONG_BOXES},
    ),
    "a hidden place": (page("<p>{nama}<p style='display: none'>{nomor}"), {Flaw.PLACE_UNSEEN}),
    "foreign picture": (page("<p>{nama}<img src='http://example.id/x.png' alt='x'>"), {Flaw.FOREIGN_ADDRESS}),
    "a file of the server": (page("<p>{nama}<img src='file:///etc/passwd' alt='x'>"), {Flaw.FOREIGN_ADDRESS}),
    "foreign background": (page("<p>{nama}", "p { background: url(file:///etc/passwd) }"), {Flaw.FOREIGN_ADDRESS}),
    "an attachment": (page("<link rel=attachment href='file:///etc/passwd'><p>{nama}"), {Flaw.FORBIDDEN_ELEMENT}),
    "a script": (page("<script>1</script><p>{nama}"), {Flaw.FORBIDDEN_ELEMENT}),
    "no such picture": (page("<p>{nama}<img src='asset:none.png' alt='x'>"), {Flaw.IMAGE_MISSING}),
    "a way out of the assets": (page("<p>{nama}<img src='asset:fonts/../../x' alt='x'>"), {Flaw.IMAGE_MISSING}),
    "no picture": (page("<p>{nama}", **{"a.png": b"no"}), {Flaw.IMAGE_UNREADABLE}),
    "8,000 pixels": (page("<p>{nama}", **{"a.png": png(8000, 8)}), {Flaw.IMAGE_UNREADABLE}),
    "a code without size": (page("<p>{nama}</p><img data-qr>"), {Flaw.QR_TOO_SMALL}),
    "a small code": (
        page("<p>{nama}</p><img data-qr style='display: block; width: 8mm; height: 8mm'>"),
        {Flaw.QR_TOO_SMALL},
    ),
    "what moves what stands below": (page("<p style='width: 50mm'>{instansi}<p>Di bawah"), {Flaw.PLACE_PUSHES}),
}
MANY = [sheet_of(), sheet_of(nama="Contoh Dua", instansi="Dinas Perpustakaan dan Kearsipan")]


@pytest.mark.parametrize("name", FLAWS)
def test_a_flaw_is_named(name: str) -> None:
    template, flaws = FLAWS[name]

    with pytest.raises(TemplateRefused) as refused:
        check_template(template, MANY)

    assert {flaw for flaw, _ in refused.value.flaws} == flaws


def test_all_that_can_be_seen_at_once_is_said_at_once() -> None:
    template = page("<script>1</script><p title='{nama}'>x<svg><text>{kode}</text></svg>")

    with pytest.raises(TemplateRefused) as refused:
        check_template(template, MANY)

    assert [flaw for flaw, _ in refused.value.flaws] == [
        Flaw.FORBIDDEN_ELEMENT,
        Flaw.PLACE_IN_ATTRIBUTE,
        Flaw.PLACE_IN_SVG,
    ]


@pytest.mark.parametrize("road", Road)
def test_no_road_prints_what_it_may_not_reach(road: Road) -> None:
    template = page("<p>{nama}<img src='file:///etc/passwd' alt='x'>")

    with pytest.raises(TemplateRefused):
        list(make_batch(template, MANY, seal=None, now=now(), road=road).pieces)


@pytest.mark.parametrize("template", [light(), ornate()], ids=["light", "ornate"])
def test_what_we_ship_is_not_refused(template: Template) -> None:
    check_template(template, [*MANY, sheet_of(nama="Contoh " * 14, nip="19800101 200501 1 001")])


def test_a_place_that_differs_among_styles_on_two_lines_is_refused() -> None:
    template = page(
        "<p style='width: 60mm'>pada {acara}, <b>Pertemuan Pembelajaran Sebaya</b> di {tempat} dan sekitarnya"
    )

    with pytest.raises(TemplateRefused) as refused:
        check_template(template, [sheet_of(), sheet_of(tempat="Aula")])

    assert refused.value.flaws == ((Flaw.PLACE_IN_MIXED_PARAGRAPH, "tempat"),)
    check_template(template, [sheet_of(), sheet_of(nama="Contoh Dua")])


def test_a_dry_run_says_which_sheets_need_a_look() -> None:
    sheets = [sheet_of(), sheet_of(nama="W" * 58), sheet_of(nama="W" * 240), sheet_of(nama="\ue123")]

    assert look_at(light(), sheets) == [
        frozenset(),
        frozenset({Remark.TOO_SMALL}),
        frozenset({Remark.TOO_SMALL, Remark.TOO_LONG}),
        frozenset({Remark.GLYPH_MISSING}),
    ]
