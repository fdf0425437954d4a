"""Tickets and badges as they leave: a code that a scanner reads, a name that is never cut."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plm.adapters.tickets import WIDTH, TicketFace, badges_pdf, ticket_png, tickets_pdf
from plm.registration.rules import SHEETS, BadgeLayout, name_points

FACE = TicketFace(
    name="Dra. Ni Wayan Contoh Satu, S.Pd.",
    institution="Perpusdes Taman Sari, Kabupaten Pesawaran, Lampung",
    roles="Peserta, Panelis",
    event="PLM Nasional 2024",
    days="6–8 November 2024",
    place="Prime Plaza Sanur, Bali",
    code="7HQ3-MZ2K-TX9D-7HQ3-MZ2K-TX9D-AB",
    address="HTTPS://PLM.EXAMPLE.ID/T/7HQ3MZ2KTX9D7HQ3MZ2KTX9DAB",
)


def page(pdf, number=0, scale=3):
    return pypdfium2.PdfDocument(pdf)[number].render(scale=scale).to_pil()


def text(pdf, number=0):
    return " ".join(pypdfium2.PdfDocument(pdf)[number].get_textpage().get_text_range().split())


def test_ticket_on_paper_is_read_by_a_scanner_and_by_people():
    pdf = tickets_pdf([FACE], title="Tiket")

    assert [found.text for found in zxingcpp.read_barcodes(page(pdf))] == [FACE.address]
    for words in (FACE.name, FACE.institution, FACE.event, FACE.days, FACE.code):
        assert words.replace("-", "") in text(pdf).replace("-", "").replace("\ufffe", "")


def test_three_tickets_share_a_page_and_none_is_broken():
    pdf = tickets_pdf([FACE] * 7, title="Tiket")

    assert len(pypdfium2.PdfDocument(pdf)) == 3
    assert [len(zxingcpp.read_barcodes(page(pdf, number))) for number in range(3)] == [3, 3, 1]


def test_picture_is_as_wide_as_a_telephone_wants_and_is_read():
    picture = Image.open(BytesIO(ticket_png(FACE)))

    assert picture.width == WIDTH
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))] == [FACE.address]


@pytest.mark.parametrize("layout", BadgeLayout)
def test_badges_fill_their_pages_and_every_code_is_read(layout):
    per_page = SHEETS[layout].per_page
    pdf = badges_pdf([FACE] * (per_page + 1), layout, title="Kartu nama")

    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert len(zxingcpp.read_barcodes(page(pdf))) == per_page


@given(name=st.text("abcdefghij ", min_size=1, max_size=120), layout=st.sampled_from(BadgeLayout))
def test_longer_names_are_never_larger(name, layout):
    sheet = SHEETS[layout]
    points = name_points(name, sheet)

    assert 8 <= points <= 34
    assert name_points(f"{name}x", sheet) <= points
