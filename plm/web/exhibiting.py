"""The form by which a library, or the committee for it, asks for a booth."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, SubmitField

from plm.errors import Refusal
from plm.expo.queries import ExhibitorRow
from plm.expo.rules.applications import MOST_PRODUCTS, Application, ProductEntry
from plm.expo.rules.refusals import ProductNeeded, TooManyWishes, UnknownBooths
from plm.expo.words import Amenity, ProductCategory
from plm.web.forms import Choice, LongText, Several, Text, options, refuse

CATEGORIES = {
    ProductCategory.FOOD: _l("Makanan olahan"),
    ProductCategory.DRINK: _l("Minuman, kopi, jamu"),
    ProductCategory.CRAFT: _l("Kerajinan, anyaman"),
    ProductCategory.TEXTILE: _l("Wastra, batik, tenun"),
    ProductCategory.FARM: _l("Hasil tani dan laut"),
    ProductCategory.HERBAL: _l("Herbal, sabun, kosmetik"),
    ProductCategory.BOOK: _l("Buku dan karya literasi"),
    ProductCategory.OTHER: _l("Lainnya"),
}
AMENITIES = {
    Amenity.POWER: _l("Listrik tambahan"),
    Amenity.WATER: _l("Air bersih"),
    Amenity.COLD: _l("Pendingin"),
    Amenity.LARGE: _l("Tempat luas"),
}
# What the form itself can mend.
MENDABLE = (ProductNeeded, TooManyWishes, UnknownBooths)
# At a hotel a lapak is a table; everything in PRODUCT_FIELDS but the first two may stay empty.
PRODUCT_FIELDS = ("name", "business_name", "impact_story", "nib", "pirt", "halal", "bpom")
LABEL_LENGTH = 24


class ProductForm(Form):
    """One product; an empty block is no product."""

    name = Text(_l("Nama produk"), most=200)
    business_name = Text(_l("Nama UMKM"), most=200)
    category = Choice(_l("Kategori"), choices=options(ProductCategory, CATEGORIES))
    impact_story = LongText(_l("Cerita dampak"), most=4000)
    nib = Text(_l("NIB"), most=40)
    pirt = Text(_l("Nomor P-IRT"), most=40)
    halal = Text(_l("Nomor halal"), most=40)
    bpom = Text(_l("Nomor BPOM"), most=40)

    @property
    def is_blank(self) -> bool:
        return not any(self[name].data for name in PRODUCT_FIELDS)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.is_blank:
            for name, sentence in (("name", _("Tulis nama produk.")), ("business_name", _("Tulis nama UMKM."))):
                if not self[name].data:
                    self[name].errors = [sentence]
                    sound = False
        return bool(sound)


class ApplicationForm(FlaskForm):
    """What the library shows, needs and wishes."""

    label = Text(_l("Nama singkat di denah"), needed=_l("Tulis nama singkat untuk denah."), most=LABEL_LENGTH)
    category = Choice(_l("Kategori utama"), choices=options(ProductCategory, CATEGORIES))
    products = FieldList(FormField(ProductForm), min_entries=1, max_entries=MOST_PRODUCTS, label=_l("Produk"))
    needs = Several(_l("Kebutuhan"), choices=options(Amenity, AMENITIES))
    wishes = Text(_l("Lapak yang diinginkan"), most=120)
    more = SubmitField(_l("Tambah produk"))

    def application(self) -> Application:
        """The application as the rules know it."""
        return Application(
            label=self.label.data or "",
            category=ProductCategory(self.category.data),
            needs=frozenset(Amenity(word) for word in self.needs.data or []),
            wishes=tuple(wishes_in(self.wishes.data or "")),
            products=tuple(_entry(product.form) for product in self.products if not product.form.is_blank),
        )

    def asks_for_more(self) -> bool:
        """The button that adds an empty product: nothing is checked, nothing is lost."""
        if not (self.is_submitted() and self.more.data):
            return False
        if len(self.products) < MOST_PRODUCTS:
            self.products.append_entry()
        return True

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside the field that can mend it."""
        refuse(self.products if isinstance(refusal, ProductNeeded) else self.wishes, refusal)


def wishes_in(text: str) -> list[str]:
    """Booth numbers as typed, in order: `B07, A01`."""
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]


def stored(row: ExhibitorRow | None, label: str = "") -> dict[str, Any]:
    """What the form shows at first: the stored application, or only a suggested short name."""
    if row is None:
        return {"label": label[:LABEL_LENGTH]}
    one = row.exhibitor
    return {
        "label": one.label,
        "category": one.category.value,
        "needs": list(one.needs),
        "wishes": ", ".join(one.wishes),
        "products": [
            {name: getattr(product, name) for name in PRODUCT_FIELDS} | {"category": product.category.value}
            for product in row.products
        ],
    }


def categories_on(rows: Sequence[ExhibitorRow]) -> list[str]:
    """The letters a legend needs, in their order."""
    present = {row.exhibitor.category for row in rows}
    return [category.value for category in ProductCategory if category in present]


def _entry(form: ProductForm) -> ProductEntry:
    texts = {name: form[name].data or "" for name in PRODUCT_FIELDS}
    return ProductEntry(category=ProductCategory(form.category.data), **texts)
