"""Bring the catalogues up to the sources: new sentences come empty, gone ones go, the short header stays."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TRANSLATIONS = ROOT / "plm" / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}


def sentences() -> Catalog:
    """What pages, mails and commands say now."""
    with (TRANSLATIONS / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog()
    for _, _, message, _, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add(message, context=context)
    return found


def main() -> None:
    for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        header = path.read_text(encoding="utf-8").partition("\n\n")[0]
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parts[-3])
        catalogue.update(sentences(), no_fuzzy_matching=True)
        body = BytesIO()
        write_po(body, catalogue, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
        path.write_text(f"{header}\n\n{body.getvalue().decode().rstrip()}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
