"""Tickets and badges as they leave: a code that a scanner reads, a name that is never cut."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plm.adapters.tickets import WIDTH, TicketFace, badges_pdf, ticket_png, tickets_pdf
from plm.checkin.rules import event_tag, signed_token, signing_key
from plm.registration.rules import SHEETS, name_points

FACE = TicketFace(
    name="Dra. Ni Wayan Contoh Satu, S.Pd.",
    institution="Perpusdes Taman Sari, Kabupaten Pesawaran, Lampung",
    roles="Peserta, Panelis",
    event="PLM Nasional 2024",
    days="6–8 November 2024",
    place="Prime Plaza Sanur, Bali",
    code="01H8-Z3K5-M7P9-R1T3-V5X7-Y9AB-C4J",
    address="HTTPS://PLM.EXAMPLE.ID/T/01H8Z3K5M7P9R1T3V5X7Y9ABC4J",
)
SIGNED = replace(
    FACE,
    address=signed_token(
        signing_key("a secret of tests", 1, 1), number=1, tag=event_tag("plm-2024"), serial="0123456789abcdef"
    ),
)
FACES = pytest.mark.parametrize("face", [FACE, SIGNED], ids=["opaque", "signed"])


def page(pdf, number=0, scale=3):
    return pypdfium2.PdfDocument(pdf)[number].render(scale=scale).to_pil()


def text(pdf, number=0):
    return " ".join(pypdfium2.PdfDocument(pdf)[number].get_textpage().get_text_range().split())


@FACES
def test_ticket_on_paper_is_read_by_a_scanner_and_by_people(face):
    pdf = tickets_pdf([face], title="Tiket")

    assert [found.text for found in zxingcpp.read_barcodes(page(pdf))] == [face.address]
    for words in (FACE.name, FACE.institution, FACE.event, FACE.days, FACE.code):
        assert words.replace("-", "") in text(pdf).replace("-", "").replace("\ufffe", "")


def test_three_tickets_share_a_page_and_none_is_broken():
    pdf = tickets_pdf([FACE] * 7, title="Tiket")

    assert len(pypdfium2.PdfDocument(pdf)) == 3
    assert [len(zxingcpp.read_barcodes(page(pdf, number))) for number in range(3)] == [3, 3, 1]


@FACES
def test_picture_is_as_wide_as_a_telephone_wants_and_is_read(face):
    picture = Image.open(BytesIO(ticket_png(face)))

    assert picture.width == WIDTH
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))] == [face.address]


@FACES
@pytest.mark.parametrize("layout", SHEETS)
def test_badges_fill_their_pages_and_every_code_is_read(layout, face):
    per_page = SHEETS[layout].per_page
    pdf = badges_pdf([face] * (per_page + 1), layout, title="Kartu nama")

    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert len(zxingcpp.read_barcodes(page(pdf))) == per_page


@given(name=st.text("abcdefghij ", min_size=1, max_size=120), layout=st.sampled_from(list(SHEETS)))
def test_longer_names_are_never_larger(name, layout):
    sheet = SHEETS[layout]
    points = name_points(name, sheet)

    assert 8 <= points <= 34
    assert name_points(f"{name}x", sheet) <= points
