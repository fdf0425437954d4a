from datetime import date
from pathlib import Path

import pytest

from plm.adapters import weave
from plm.adapters.pdf import DOCUMENTS, AssetRefused, GlyphMissing, date_range, render_pdf
from tests.adapters.papers import text_of


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.css"
    path.write_text("p { color: red }")
    return path


@pytest.mark.parametrize(
    "element",
    [
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        '<p style="background: url({})">x</p>',
        '<style>@import url("{}");</style>',
        '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>x</p>',
    ],
)
@pytest.mark.parametrize("address", ["file", "http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "ftp://127.0.0.1:9/x"])
def test_nothing_outside_the_assets_is_fetched(element: str, address: str, secret: Path) -> None:
    where = secret.as_uri() if address == "file" else address

    with pytest.raises(AssetRefused):
        render_pdf(f"<title>x</title>{element.format(where)}")


@pytest.mark.parametrize("name", ["../badges.html", "/etc/passwd", "fonts/../../badges.html", "none.svg", ""])
def test_an_asset_stays_inside_its_folder(name: str) -> None:
    with pytest.raises(AssetRefused):
        render_pdf(f'<title>x</title><img src="asset:{name}">')


def test_assets_and_data_are_fetched() -> None:
    pixel = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/%3E"

    fetched = f'<link rel="stylesheet" href="asset:badges.css"><img alt="b" src="{pixel}">'

    pdf = render_pdf(f"<title>x</title><style>img {{ width: 9px }}</style>{fetched}<p>Isi</p>")

    assert text_of(pdf).endswith("Isi")


def test_a_sign_without_a_letterform_is_refused() -> None:
    with pytest.raises(GlyphMissing, match="U\\+E123"):
        render_pdf("<title>x</title><p>Contoh \ue123</p>")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2024, 11, 6), date(2024, 11, 8), "6–8 November 2024"),
        (date(2024, 10, 30), date(2024, 11, 2), "30 Oktober – 2 November 2024"),
        (date(2024, 12, 30), date(2025, 1, 2), "30 Desember 2024 – 2 Januari 2025"),
        (date(2021, 9, 21), date(2021, 9, 21), "21 September 2021"),
    ],
)
def test_days_are_written_in_indonesian(starts_on: date, ends_on: date, words: str) -> None:
    assert date_range(starts_on, ends_on) == words


def test_the_ornament_is_as_its_rule_draws_it() -> None:
    shipped = DOCUMENTS / "certificates"

    assert weave.drawings() == {name: (shipped / name).read_text() for name in weave.drawings()}
