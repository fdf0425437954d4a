"""The list of rooms, and the rooms that the hotel gives."""

from enum import StrEnum
from typing import TYPE_CHECKING

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm

from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.logistics.actions import add_rooms, remove_room, revise_room
from plm.logistics.queries import RoomLine, Sleeper, get_room, rooms_published_at
from plm.logistics.rules import MOST_BEDS, USUAL_BEDS, RoomKind, may_share, read_numbers
from plm.web.addresses import asked_page
from plm.web.committee.lodging.room import GENDER_LABELS, KIND_LABELS, blueprint, done, page, this_lodging
from plm.web.forms import Choice, LongText, Question, Text, options, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.logistics.tables import HotelRoom

PER_PAGE = 60
AS_KIND = ""


class Pile(StrEnum):
    """The piles of the list."""

    ALL = "semua"
    FREE = "kosong"
    FULL = "penuh"
    LOOK = "periksa"
    WAITING = "tanpa-kamar"


class KindForm(FlaskForm):
    """Where the room is, and for how many."""

    hotel = Text(_l("Hotel"), needed=_l("Tulis nama hotelnya."), most=120)
    kind = Choice(_l("Jenis kamar"), choices=options(KIND_LABELS, KIND_LABELS))
    beds = Choice(
        _l("Untuk berapa orang"),
        choices=[(AS_KIND, _l("Sesuai jenis kamar")), *((str(n), str(n)) for n in range(1, MOST_BEDS + 1))],
    )

    @property
    def places(self) -> int:
        """How many people it takes."""
        return int(self.beds.data) if self.beds.data else USUAL_BEDS[RoomKind(self.kind.data)]


class RoomForm(KindForm):
    """One room."""

    number = Text(_l("Nomor kamar"), needed=_l("Tulis nomor kamarnya."), most=20)


class RoomsForm(KindForm):
    """Many rooms of one kind."""

    number = LongText(_l("Nomor kamar"), needed=_l("Tulis nomor kamarnya, misalnya 301-312, 315."), most=2000)


@blueprint.get("/")
def index(slug: str) -> ResponseReturnValue:
    """Rooms with those who lie in them, or the people without one."""
    lodging, text = this_lodging(), request.args.get("cari", "").strip()
    word = request.args.get("tab", "")
    pile = Pile(word) if word in set(Pile) else Pile.ALL
    piles = {one: [line for line in lodging.rooms if _lies_in(line, one)] for one in Pile}
    lines = [line for line in piles[pile] if _said_of(line, text)]
    without = [one for one in lodging.sleepers if one.bed is None and one.is_coming]
    waiting = [one for one in without if not text or _named(one, text)]
    number = asked_page()
    first = PER_PAGE * (number - 1)
    return page(
        "index",
        lodging=lodging,
        pile=pile,
        counts={one: len(found) for one, found in piles.items()},
        without=len(without),
        text=text,
        lines=lines[first : first + PER_PAGE] if pile is not Pile.WAITING else [],
        people=waiting[first : first + PER_PAGE] if pile is Pile.WAITING else [],
        total=len(waiting) if pile is Pile.WAITING else len(lines),
        number=number,
        per_page=PER_PAGE,
        published_at=rooms_published_at(db.session(), this_event().id),
        genders=GENDER_LABELS,
        kinds=KIND_LABELS,
    )


@blueprint.route("/tambah", methods=["GET", "POST"])
def add(slug: str) -> ResponseReturnValue:
    """Take in rooms, one or many."""
    rooms = this_lodging().rooms
    form = RoomsForm(data={"hotel": rooms[-1].room.hotel if rooms else this_event().place})
    if form.validate_on_submit():
        try:
            count = add_rooms(
                db.session(),
                event_id=this_event().id,
                hotel=form.hotel.data or "",
                numbers=read_numbers(form.number.data or ""),
                kind=RoomKind(form.kind.data),
                beds=form.places,
                actor=signed_in().actor,
                now=now(),
            )
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.number, refusal)
        else:
            return done(ngettext("%(num)d kamar ditambahkan.", "%(num)d kamar ditambahkan.", count))
    return page("add", form)


@blueprint.get("/<int:room_id>/")
def show(slug: str, room_id: int) -> ResponseReturnValue:
    """One room: who lies there, and who could."""
    lodging, text = this_lodging(), request.args.get("cari", "").strip()
    line = lodging.line(room_id)
    found = [one for one in lodging.waiting if text and _named(one, text)]
    inside = [one.gender for one in line.sleepers]
    return page(
        "show",
        lodging=lodging,
        line=line,
        text=text,
        found=[(one, may_share([*inside, one.gender])) for one in found],
        form=Question(),
        genders=GENDER_LABELS,
        kinds=KIND_LABELS,
    )


@blueprint.route("/<int:room_id>/ubah", methods=["GET", "POST"])
def revise(slug: str, room_id: int) -> ResponseReturnValue:
    """Correct one room."""
    room = get_room(db.session(), this_event().id, room_id)
    form = RoomForm(data=_known(room))
    if form.validate_on_submit():
        try:
            revise_room(
                db.session(),
                room=room,
                hotel=form.hotel.data or "",
                number=form.number.data or "",
                kind=RoomKind(form.kind.data),
                beds=form.places,
                actor=signed_in().actor,
                now=now(),
            )
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.number if refusal.code == "room_numbers_taken" else form.beds, refusal)
        else:
            return done(_("Kamar diperbaiki."), ".show", room_id=room_id)
    return page("revise", form, room=get_room(db.session(), this_event().id, room_id))


@blueprint.route("/<int:room_id>/hapus", methods=["GET", "POST"])
def remove(slug: str, room_id: int) -> ResponseReturnValue:
    """Ask, then give one room back."""
    room, form = get_room(db.session(), this_event().id, room_id), Question()
    if form.validate_on_submit():
        remove_room(db.session(), room=room, actor=signed_in().actor, now=now())
        return done(_("Kamar dihapus."))
    return page("remove", form, room=room)


def _known(room: "HotelRoom") -> dict[str, str]:
    beds = AS_KIND if USUAL_BEDS[room.kind] == room.beds else str(room.beds)
    return {"hotel": room.hotel, "number": room.number, "kind": room.kind.value, "beds": beds}


def _lies_in(line: RoomLine, pile: Pile) -> bool:
    return {
        Pile.ALL: True,
        Pile.FREE: line.free > 0,
        Pile.FULL: line.free == 0,
        Pile.LOOK: line.is_doubtful,
        Pile.WAITING: False,
    }[pile]


def _said_of(line: RoomLine, text: str) -> bool:
    return not text or text.casefold() == line.room.number.casefold() or any(_named(one, text) for one in line.sleepers)


def _named(one: Sleeper, text: str) -> bool:
    person, wanted = one.participant, text.casefold()
    return wanted in person.name.casefold() or wanted in person.institution.casefold()
