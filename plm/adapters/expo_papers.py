"""The plan of the booths, and the cards that stand on them, as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from plm.adapters.pdf import render_document, render_pdf
from plm.adapters.qr import qr_picture
from plm.expo.rules.sheets_of_plan import Page

PER_SHEET = 4


@dataclass(frozen=True)
class Card:
    """What stands on a table: a number to be read from afar, who it is, and where visitors find more."""

    number: str
    letter: str
    category: str
    name: str
    place: str
    products: tuple[str, ...]
    event: str
    address: str


def plan_pdf(pages: Sequence[Page], *, letters: Sequence[tuple[str, str]], title: str, edition: str) -> bytes:
    """A3 landscape, a page for each window on the plan, with who stands where beside it."""
    facts = {"title": title, "edition": edition, "pages": pages, "letters": letters}
    return render_pdf(render_document("hall_plan.html", facts), variant="pdf/ua-1")


def cards_pdf(cards: Sequence[Card], *, title: str) -> bytes:
    """A6 cards, four on an A4 sheet, with lines to cut along."""
    drawn = [(card, qr_picture(card.address)) for card in cards]
    sheets = [drawn[start : start + PER_SHEET] for start in range(0, len(drawn), PER_SHEET)]
    return render_pdf(render_document("booth_cards.html", {"title": title, "sheets": sheets}), variant="pdf/ua-1")
