"""The forms by which halls are made and changed; lengths are typed in metres."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField
from wtforms.validators import InputRequired, Optional

from plm.expo.rules.corrections import MOST_NEARNESS
from plm.expo.rules.entrances import MOST_ENTRANCES, Entrance
from plm.expo.rules.grid import Direction, Grid, Numbering, words_to_skip
from plm.expo.rules.layout import LONGEST_NUMBER, MOST_CAPACITY, MOST_WATTS
from plm.expo.words import Amenity, EntranceKind, ProductCategory, Side
from plm.web.committee.expo.hall_fields import Hidden, Metres
from plm.web.exhibiting import AMENITIES, CATEGORIES
from plm.web.forms import Choice, Several, Text, Whole, Within, options

SIDES = {
    Side.NORTH: _l("Utara (atas)"),
    Side.EAST: _l("Timur (kanan)"),
    Side.SOUTH: _l("Selatan (bawah)"),
    Side.WEST: _l("Barat (kiri)"),
}
KINDS = {EntranceKind.IN: _l("Masuk"), EntranceKind.OUT: _l("Keluar"), EntranceKind.BOTH: _l("Masuk dan keluar")}
NUMBERINGS = {
    Numbering.LETTERS: _l("Huruf tiap baris: A01, A02, lalu B01"),
    Numbering.RUNNING: _l("Berurutan: 1, 2, 3"),
    Numbering.HUNDREDS: _l("Ratusan tiap baris: 101, 102, lalu 201"),
}
DIRECTIONS = {
    Direction.RIGHT: _l("Dari kiri ke kanan"),
    Direction.LEFT: _l("Dari kanan ke kiri"),
    Direction.SNAKE: _l("Berkelok"),
}
ROWS = {"pairs": _l("Berpasangan, saling membelakangi"), "single": _l("Satu-satu, lorong di depan tiap baris")}
NEARNESS = {
    0: _l("Bukan tetangga"),
    1: _l("Berhadapan"),
    2: _l("Bersebelahan"),
    3: _l("Rapat"),
    4: _l("Seperti satu lapak"),
}
AS_DRAWN, UNEQUAL, NOTHING = "denah", "tetap", "-"
_NUMBER = InputRequired(_l("Tulis bilangan bulat, misalnya 4."))
_LISTED = _l("Tulis nomor lapak, misalnya B01-B06, C03.")


class GridForm(FlaskForm):
    """Rows of booths with aisles between, and how they are numbered."""

    name = Text(_l("Nama ruang"), needed=_l("Tulis nama ruang."), most=120)
    rows = Whole(_l("Jumlah baris"), validators=[_NUMBER], default=4)
    columns = Whole(_l("Lapak tiap baris"), validators=[_NUMBER], default=8)
    booth_width = Metres(_l("Lebar lapak (m)"), needed=_l("Tulis lebar lapak."), default="3")
    booth_height = Metres(_l("Dalam lapak (m)"), needed=_l("Tulis dalam lapak."), default="2,3")
    aisle = Metres(_l("Lebar lorong (m)"), needed=_l("Tulis lebar lorong."), default="2,5")
    paired = Choice(_l("Susunan baris"), choices=list(ROWS.items()), default="pairs")
    numbering = Choice(_l("Cara menomori"), choices=options(Numbering, NUMBERINGS), default=Numbering.LETTERS.value)
    direction = Choice(_l("Arah nomor"), choices=options(Direction, DIRECTIONS), default=Direction.RIGHT.value)
    prefix = Text(_l("Awalan nomor"), most=20)
    first_letter = Text(_l("Huruf baris pertama"), most=1, default="A")
    start = Whole(_l("Nomor pertama"), validators=[_NUMBER], default=1)
    skip = Text(_l("Lewati nomor atau huruf"), most=120)

    def grid(self) -> Grid:
        """What is typed; shape is sound by now, sense is for the rules."""
        return Grid(
            rows=_given(self.rows.data),
            columns=_given(self.columns.data),
            first_letter=self.first_letter.data or "",
            aisle=_given(self.aisle.units),
            numbering=Numbering(self.numbering.data),
            direction=Direction(self.direction.data),
            start=_given(self.start.data),
            prefix=(self.prefix.data or "").upper(),
            skip=words_to_skip(self.skip.data or ""),
            paired=self.paired.data == "pairs",
            booth_width=_given(self.booth_width.units),
            booth_height=_given(self.booth_height.units),
        )


class SheetForm(FlaskForm):
    """Booths from a sheet for a new hall."""

    name = Text(_l("Nama ruang"), needed=_l("Tulis nama ruang."), most=120)
    sheet = FileField(_l("Berkas XLSX atau CSV"), validators=[FileRequired(_l("Pilih berkas."))])


class AgainForm(FlaskForm):
    """A sheet for a hall that is there; once looked at, its rows travel in the page."""

    sheet = FileField(_l("Berkas XLSX atau CSV"))
    rows = HiddenField()
    revision = Hidden(validators=[InputRequired()])


class CopyForm(FlaskForm):
    """A hall of another event, under a name of its own."""

    source = Choice(_l("Ruang yang disalin"))
    name = Text(_l("Nama ruang di acara ini"), needed=_l("Tulis nama ruang."), most=120)


class HallForm(FlaskForm):
    """What every change on the plan carries: the revision its editor saw, and the booths it is about."""

    revision = Hidden(validators=[InputRequired()])
    numbers = Text(_l("Nomor lapak"), needed=_LISTED, most=4000)


class PropertiesForm(HallForm):
    """What the chosen booths get; where they differ, an empty answer leaves each as it is."""

    amenities = Several(_l("Fasilitas"), choices=options(Amenity, AMENITIES))
    keep_amenities = BooleanField(_l("Biarkan fasilitas tiap lapak seperti sekarang"))
    front = Choice(_l("Depan lapak"))
    capacity = Whole(
        _l("Muat berapa perpustakaan"),
        validators=[Optional(), Within(1, MOST_CAPACITY, too_small=_l("Paling sedikit 1."))],
    )
    watts = Whole(
        _l("Batas daya (watt)"), validators=[Optional(), Within(0, MOST_WATTS, too_small=_l("Paling sedikit 0."))]
    )
    circuit = Choice(_l("Sirkuit"))
    zone = Text(_l("Zona"), most=40)
    quality = Whole(_l("Mutu letak"), validators=[Optional(), Within(0, 100, too_small=_l("Paling sedikit 0."))])
    blocked_reason = Text(_l("Tidak dipakai karena"), most=120)


class PlaceForm(HallForm):
    """Where the group's upper left corner stands, and how large each booth is."""

    x = Metres(_l("Dari kiri (m)"))
    y = Metres(_l("Dari atas (m)"))
    width = Metres(_l("Lebar (m)"), least="0.8", most="30")
    height = Metres(_l("Dalam (m)"), least="0.8", most="30")


class AddForm(FlaskForm):
    """One more booth."""

    revision = Hidden(validators=[InputRequired()])
    number = Text(_l("Nomor"), needed=_l("Tulis nomor lapak."), most=LONGEST_NUMBER)
    x = Metres(_l("Dari kiri (m)"), needed=_l("Tulis jaraknya."))
    y = Metres(_l("Dari atas (m)"), needed=_l("Tulis jaraknya."))
    width = Metres(_l("Lebar (m)"), needed=_l("Tulis lebarnya."), least="0.8", most="30", default="3")
    height = Metres(_l("Dalam (m)"), needed=_l("Tulis dalamnya."), least="0.8", most="30", default="2,3")
    front = Choice(_l("Depan lapak"), choices=[("", _l("Tidak ditentukan")), *options(Side, SIDES)])


class NeighbourForm(HallForm):
    """How near another booth is, whatever the plan says."""

    other = Text(_l("Lapak lain"), needed=_l("Tulis satu nomor lapak."), most=LONGEST_NUMBER)
    nearness = Choice(
        _l("Kedekatan"),
        choices=[*((str(near), NEARNESS[near]) for near in range(MOST_NEARNESS + 1)), (AS_DRAWN, _l("Menurut denah"))],
        default="2",
    )


class ZoneForm(FlaskForm):
    """Which categories a zone is for, and which booths it is."""

    code = Text(_l("Nama zona"), needed=_l("Tulis nama zona."), most=40)
    numbers = Text(_l("Lapak di zona ini"), most=4000)
    categories = Several(_l("Untuk kategori"), choices=options(ProductCategory, CATEGORIES))
    reserved = BooleanField(_l("Khusus kategori itu saja"))


class CircuitForm(FlaskForm):
    """What a circuit carries and what hangs on it."""

    code = Text(_l("Nama sirkuit"), needed=_l("Tulis nama sirkuit, misalnya L1."), most=40)
    watts = Whole(
        _l("Daya yang tersedia (watt)"),
        validators=[
            InputRequired(_l("Tulis bilangan bulat, misalnya 2200.")),
            Within(1, MOST_WATTS * 10, too_small=_l("Paling sedikit 1 watt.")),
        ],
    )
    numbers = Text(_l("Lapak yang dialiri"), most=4000)


class EntranceForm(Form):
    """One door; without a wall it is none."""

    side = Choice(_l("Dinding"), choices=[("", _l("Tidak ada pintu")), *options(Side, SIDES)])
    at = Metres(_l("Jarak dari ujung kiri atau atas (m)"))
    kind = Choice(_l("Arah"), choices=options(EntranceKind, KINDS))
    label = Text(_l("Nama"), most=40)


class RoomForm(FlaskForm):
    """The hall's name, its floor and its doors."""

    revision = Hidden(validators=[InputRequired()])
    name = Text(_l("Nama ruang"), needed=_l("Tulis nama ruang."), most=120)
    width = Metres(_l("Lebar lantai (m)"), needed=_l("Tulis lebarnya."), least="2", most="700")
    height = Metres(_l("Panjang lantai (m)"), needed=_l("Tulis panjangnya."), least="2", most="700")
    doors = FieldList(FormField(EntranceForm), label=_l("Pintu"), max_entries=MOST_ENTRANCES)

    def entrances(self) -> list[Entrance]:
        return [
            Entrance(
                side=Side(door.form.side.data),
                at=door.form.at.units,
                label=door.form.label.data or "",
                kind=EntranceKind(door.form.kind.data),
            )
            for door in self.doors
            if door.form.side.data
        ]


def _given(number: int | None) -> int:
    """A number that the form has already asked for."""
    return -1 if number is None else number
