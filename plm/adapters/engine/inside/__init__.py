"""The one package that touches what WeasyPrint keeps for itself: where texts stand, and how one is set and drawn."""

from plm.adapters.engine.inside.loading import INSIDE, load_inside, page_box, walk
from plm.adapters.engine.inside.painting import BLANK, Mark, cut_code, holes_cut, missing_glyphs, numbered_from
from plm.adapters.engine.inside.paragraphs import CODE_SIDE, MARK, Paragraph, Part, codes_of, paragraphs_of
from plm.adapters.engine.inside.setting import Setting, fill, set_paragraph

__all__ = [
    "BLANK",
    "CODE_SIDE",
    "INSIDE",
    "MARK",
    "Mark",
    "Paragraph",
    "Part",
    "Setting",
    "codes_of",
    "cut_code",
    "fill",
    "holes_cut",
    "load_inside",
    "missing_glyphs",
    "numbered_from",
    "page_box",
    "paragraphs_of",
    "set_paragraph",
    "walk",
]
