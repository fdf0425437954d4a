"""One person's stay: the wish, the room, moving, changing places, taking out."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import Optional

from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.logistics.actions import free_bed, put_in_room, save_stay_wish, set_fixed, swap_beds
from plm.logistics.queries import Lodging, RoomLine, Sleeper
from plm.logistics.rules import Gender, RoomMixed, StayWish
from plm.web.committee.lodging.room import GENDER_LABELS, blueprint, done, page, this_lodging
from plm.web.forms import Choice, Day, Question, Radio, Text, options, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import full_name

UNKNOWN = ""


class MoveForm(FlaskForm):
    """Which room."""

    room = Choice(_l("Pindah ke kamar"))
    mixed = BooleanField(_l("Boleh sekamar walau berbeda jenis kelamin, misalnya suami istri"))

    def offer(self, lines: list[RoomLine]) -> None:
        """Rooms with a free bed."""
        self.room.choices = [("", _("Pilih kamar")), *((str(line.room.id), _offered(line)) for line in lines)]


class SwapForm(FlaskForm):
    """With whom."""

    other = Choice(_l("Tukar tempat dengan"))
    mixed = BooleanField(_l("Boleh sekamar walau berbeda jenis kelamin, misalnya suami istri"))


class WishForm(FlaskForm):
    """What one person wishes, as told to the committee."""

    needs_room = Radio(_l("Menginap di hotel acara"), choices=[("yes", _l("Ya")), ("no", _l("Tidak"))])
    gender = Radio(_l("Jenis kelamin"), choices=[*options(Gender, GENDER_LABELS), (UNKNOWN, _l("Belum diketahui"))])
    shares_with = Text(_l("Ingin sekamar dengan (bila ada)"))
    arrives_on = Day(_l("Datang tanggal (bila berbeda)"), validators=[Optional()])
    leaves_on = Day(_l("Pulang tanggal (bila berbeda)"), validators=[Optional()])

    def wish(self) -> StayWish:
        """What was typed."""
        return StayWish(
            needs_room=self.needs_room.data == "yes",
            gender=Gender(self.gender.data) if self.gender.data else None,
            shares_with=self.shares_with.data or "",
            arrives_on=self.arrives_on.data,
            leaves_on=self.leaves_on.data,
        )


@blueprint.get("/orang/<int:participant_id>/")
def person(slug: str, participant_id: int) -> ResponseReturnValue:
    """One person's wish and room."""
    lodging = this_lodging()
    one = lodging.sleeper(participant_id)
    return page("person", Question(), lodging=lodging, one=one, line=_line(lodging, one), genders=GENDER_LABELS)


@blueprint.route("/orang/<int:participant_id>/ubah", methods=["GET", "POST"])
def wish(slug: str, participant_id: int) -> ResponseReturnValue:
    """Write down what somebody told the committee."""
    one = this_lodging().sleeper(participant_id)
    form = WishForm(data=_known(one.wish or StayWish()))
    if form.validate_on_submit():
        told = form.wish()
        try:
            save_stay_wish(
                db.session(), event_id=this_event().id, participant_id=participant_id, wish=told,
                actor=signed_in().actor, now=now(),
            )  # fmt: skip
        except Refusal as refusal:
            refuse(form.leaves_on, refusal)
        else:
            return done(_("Data menginap tersimpan."), ".person", participant_id=participant_id)
    return page("wish", form, one=one)


@blueprint.route("/orang/<int:participant_id>/pindah", methods=["GET", "POST"])
def move(slug: str, participant_id: int) -> ResponseReturnValue:
    """Give somebody a bed in a room of the committee's choice."""
    lodging, form = this_lodging(), MoveForm(room=request.args.get("kamar", ""))
    one = lodging.sleeper(participant_id)
    form.offer([line for line in lodging.rooms if line.free and not (one.bed and one.bed.room_id == line.room.id)])
    if form.validate_on_submit() and _chosen(form.room):
        try:
            put_in_room(
                db.session(), room_id=int(form.room.data), mixed_allowed=bool(form.mixed.data), **_whom(participant_id)
            )
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.room, refusal)
            return page("move", form, one=this_lodging().sleeper(participant_id), mixed=isinstance(refusal, RoomMixed))
        else:
            return done(_("Kamar dipindahkan."), ".show", room_id=int(form.room.data))
    return page("move", form, one=one, mixed=False)


@blueprint.post("/<int:room_id>/isi/<int:participant_id>")
def put(slug: str, room_id: int, participant_id: int) -> ResponseReturnValue:
    """Give somebody who was found a bed in this room; whether they may share is asked on the other page."""
    put_in_room(db.session(), room_id=room_id, **_whom(participant_id))
    return done(_("Ditempatkan."), ".show", room_id=room_id)


@blueprint.route("/orang/<int:participant_id>/tukar", methods=["GET", "POST"])
def swap(slug: str, participant_id: int) -> ResponseReturnValue:
    """Let two people change places."""
    lodging, form = this_lodging(), SwapForm()
    one = lodging.sleeper(participant_id)
    form.other.choices = [("", _("Pilih orang")), *_others(lodging, one)]
    if form.validate_on_submit() and _chosen(form.other):
        try:
            swap_beds(
                db.session(), with_id=int(form.other.data), mixed_allowed=bool(form.mixed.data), **_whom(participant_id)
            )
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.other, refusal)
            return page("swap", form, one=this_lodging().sleeper(participant_id), mixed=isinstance(refusal, RoomMixed))
        else:
            return done(_("Tempat ditukar."), ".person", participant_id=participant_id)
    return page("swap", form, one=one, mixed=False)


@blueprint.route("/orang/<int:participant_id>/keluarkan", methods=["GET", "POST"])
def take_out(slug: str, participant_id: int) -> ResponseReturnValue:
    """Ask, then free somebody's bed."""
    lodging, form = this_lodging(), Question()
    one = lodging.sleeper(participant_id)
    if form.validate_on_submit():
        free_bed(db.session(), participant_id=participant_id, actor=signed_in().actor, now=now())
        return done(_("Tempat tidurnya dikosongkan."))
    return page("take_out", form, one=one, line=_line(lodging, one))


@blueprint.post("/orang/<int:participant_id>/kunci")
def fix(slug: str, participant_id: int) -> ResponseReturnValue:
    """Keep the bed whatever the next proposal says."""
    set_fixed(db.session(), fixed=True, **_whom(participant_id))
    return done(
        _("Tempatnya dikunci; usulan berikutnya tidak memindahkannya."), ".person", participant_id=participant_id
    )


@blueprint.post("/orang/<int:participant_id>/lepas")
def loosen(slug: str, participant_id: int) -> ResponseReturnValue:
    """Let the next proposal move it."""
    set_fixed(db.session(), fixed=False, **_whom(participant_id))
    return done(_("Kunci dilepas; usulan berikutnya boleh memindahkannya."), ".person", participant_id=participant_id)


def _whom(participant_id: int) -> dict[str, Any]:
    return {
        "event_id": this_event().id, "participant_id": participant_id, "actor": signed_in().actor, "now": now()
    }  # fmt: skip


def _chosen(field: Choice) -> bool:
    if not field.data:
        field.errors = [_("Pilih salah satu.")]
    return bool(field.data)


def _line(lodging: Lodging, one: Sleeper) -> RoomLine | None:
    return lodging.line(one.bed.room_id) if one.bed else None


def _offered(line: RoomLine) -> str:
    """`Hotel Contoh 301, 1 tempat kosong: Contoh Satu (perempuan)`."""
    free = _(
        "%(hotel)s %(number)s, %(free)d tempat kosong", hotel=line.room.hotel, number=line.room.number, free=line.free
    )
    inside = ", ".join(_with_gender(one) for one in line.sleepers)
    return f"{free}: {inside}" if inside else free


def _with_gender(one: Sleeper) -> str:
    name = full_name(one.participant)
    return f"{name} ({str(GENDER_LABELS[one.gender]).lower()})" if one.gender else name


def _others(lodging: Lodging, one: Sleeper) -> list[tuple[str, str]]:
    """Everybody with a bed in another room."""
    return [
        (str(other.participant.id), f"{line.room.hotel} {line.room.number}: {_with_gender(other)}")
        for line in lodging.rooms
        for other in line.sleepers
        if one.bed and line.room.id != one.bed.room_id
    ]


def _known(wish: StayWish) -> dict[str, Any]:
    return {
        "needs_room": "yes" if wish.needs_room else "no",
        "gender": wish.gender.value if wish.gender else UNKNOWN,
        "shares_with": wish.shares_with,
        "arrives_on": wish.arrives_on,
        "leaves_on": wish.leaves_on,
    }
