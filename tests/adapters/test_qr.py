import io
import re

import pytest
import zxingcpp
from PIL import Image

from plm.adapters.qr import qr_png, qr_svg
from plm.checkin.rules import event_tag, group_url, signed_token, signing_key, ticket_url


def side_of(svg: str) -> int:
    found = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert found
    return int(found[1])


def test_svg_is_one_path_without_style_and_with_a_name() -> None:
    svg = qr_svg("HTTPS://PLM.CONTOH.ID/T/1", label='Tiket <b> "Contoh"')

    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" class="plm-qr" viewBox="0 0 ')
    assert 'role="img" aria-label="Tiket &lt;b&gt; &#34;Contoh&#34;"' in svg
    assert (svg.count("<path"), svg.count("style"), svg.count("<rect")) == (1, 0, 0)


def test_capitals_make_a_smaller_code_than_small_letters() -> None:
    address = "https://plm.contoh.id/v/7hq3mz2ktx9d"

    assert side_of(qr_svg(address.upper(), border=0)) < side_of(qr_svg(address, border=0))


@pytest.mark.parametrize("text", ["HTTPS://PLM.CONTOH.ID/V/7HQ3MZ2KTX9D", "Contoh Satu é"])
def test_png_is_read_back(text: str) -> None:
    picture = Image.open(io.BytesIO(qr_png(text, scale=4)))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text]


def side_of_version(version: int) -> int:
    return 17 + 4 * version


def read_from_pixels(text: str) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(text, scale=4))))
    return found.text


@pytest.mark.parametrize("address", [ticket_url, group_url])
def test_a_ticket_of_a_host_of_22_characters_is_version_3(address) -> None:
    text = address("https://pendaftaran.contoh.id"[:30].ljust(30, "d"), "01H8Z3K5M7P9R1T3V5X7Y9ABC4")

    assert len(text.removeprefix("HTTPS://").partition("/")[0]) == 22
    assert side_of(qr_svg(text, border=0)) == side_of_version(3)
    assert read_from_pixels(text) == text


@pytest.mark.parametrize("serial", ["0000000000000000", "0123456789abcdef", "ffffffffffffffff"])
def test_a_signed_ticket_is_version_5_and_comes_back_sign_for_sign(serial: str) -> None:
    key = signing_key("a secret of tests, thirty-two characters", 1, 1)
    text = signed_token(key, number=1, tag=event_tag("plm-2024"), serial=serial)

    assert side_of(qr_svg(text, border=0)) == side_of_version(5)
    assert read_from_pixels(text) == text
