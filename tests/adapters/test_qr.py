import io
import re

import pytest
import zxingcpp
from PIL import Image

from plm.adapters.qr import qr_png, qr_svg


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
