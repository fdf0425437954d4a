"""The form of a checkpoint; moments are typed in the event's own zone."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, SubmitField
from wtforms.validators import Optional

from plm.checkin.rules import (
    MOST_WINDOWS,
    CheckpointDetails,
    CheckpointKind,
    CheckpointNotSound,
    CheckpointProblem,
    Passing,
    UnknownOffline,
    Window,
    usual,
)
from plm.registration.rules import EventRole
from plm.web.committee.person_forms import ROLE_LABELS
from plm.web.forms import Choice, Moment, Radio, Several, Text, Whole, Within, options, refuse
from plm.wording import from_local, local_value, moment

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint
    from plm.events.rules import Zone
    from plm.events.tables import AgendaSession

KINDS = {
    CheckpointKind.DOOR: _l("Pintu"),
    CheckpointKind.SESSION: _l("Sesi"),
    CheckpointKind.MEAL: _l("Makan"),
    CheckpointKind.KIT: _l("Perlengkapan"),
    CheckpointKind.SHUTTLE: _l("Angkutan"),
    CheckpointKind.HOTEL: _l("Hotel"),
    CheckpointKind.EXPO: _l("Masuk lapak"),
}
PASSINGS = {
    Passing.ONCE_A_DAY: _l("Satu kali sehari"),
    Passing.ONCE: _l("Satu kali selama acara"),
    Passing.MANY: _l("Setiap lewat dihitung"),
}
UNKNOWN = {
    UnknownOffline.LET_IN: _l("Boleh masuk dengan catatan; panitia memeriksanya kemudian"),
    UnknownOffline.REFUSE: _l("Ditolak sampai alatnya tersambung lagi"),
}
SPARE_WINDOWS = 1


class WindowForm(Form):
    """One time of opening; both sides or none."""

    opens = Moment(_l("Buka"), validators=[Optional()])
    closes = Moment(_l("Tutup"), validators=[Optional()])

    @property
    def is_blank(self) -> bool:
        return not (self.opens.data or self.closes.data or self.opens.errors or self.closes.errors)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for field, other in ((self.opens, self.closes), (self.closes, self.opens)):
            if other.data and not field.data and not field.errors:
                field.errors = [_l("Isi waktu buka dan waktu tutup, atau kosongkan keduanya.")]
                sound = False
        return bool(sound)


class CheckpointForm(FlaskForm):
    """A place that lets people in, and its rules."""

    name = Text(_l("Nama titik"), needed=_l("Tulis nama titik, misalnya Pintu Pleno."), most=120)
    kind = Choice(_l("Untuk apa?"), choices=options(KINDS, KINDS))
    session = Choice(_l("Sesi acara (bila ada)"))
    roles = Several(_l("Hanya untuk peran ini"), choices=options(EventRole, ROLE_LABELS))
    guests_only = BooleanField(_l("Hanya orang dalam daftar titik ini"))
    choosable = BooleanField(_l("Peserta memilih sesi ini sendiri"))
    windows = FieldList(FormField(WindowForm), min_entries=1, max_entries=MOST_WINDOWS, label=_l("Waktu"))
    more = SubmitField(_l("Tambah waktu"))
    passing = Radio(_l("Berapa kali satu tiket diterima?"), choices=options(PASSINGS, PASSINGS))
    capacity = Whole(
        _l("Muatan (bila dibatasi)"),
        validators=[Optional(), Within(1, 1_000_000, too_small=_l("Tulis muatan mulai dari 1."))],
    )
    exits = BooleanField(_l("Catat juga yang keluar"))
    re_entry = BooleanField(_l("Yang sudah keluar boleh masuk lagi"))
    hand_out = Text(_l("Yang diberikan kepada peserta (bila ada)"))
    unknown_offline = Radio(
        _l("Tiket utuh yang tidak dikenal alat ketika tidak ada sambungan"), choices=options(UNKNOWN, UNKNOWN)
    )

    def offer(self, agenda: "list[AgendaSession]", zone: "Zone") -> None:
        """Only the event's own sessions can be chosen."""
        lines = [(str(line.id), f"{line.title}, {moment(line.starts_at, zone)}") for line in agenda]
        self.session.choices = [("", _l("Tanpa sesi")), *lines]

    def asks_for_more(self) -> bool:
        """The button that adds an empty time: nothing is checked, nothing is lost."""
        if not (self.is_submitted() and self.more.data):
            return False
        if len(self.windows) < MOST_WINDOWS:
            self.windows.append_entry()
        return True

    def keep(self, checkpoint: "Checkpoint") -> None:
        """What scans have fixed is not asked, so it is answered as it stands."""
        self.kind.data, self.passing.data = checkpoint.kind.value, checkpoint.passing.value
        self.session.data, self.re_entry.data = str(checkpoint.session_id or ""), checkpoint.re_entry

    def details(self, zone: "Zone") -> CheckpointDetails:
        windows = (entry.form for entry in self.windows if not entry.form.is_blank)
        return CheckpointDetails(
            name=self.name.data or "",
            kind=CheckpointKind(self.kind.data),
            hand_out=self.hand_out.data or "",
            session_id=int(self.session.data) if self.session.data else None,
            passing=Passing(self.passing.data),
            exits=self.exits.data,
            re_entry=self.re_entry.data,
            roles=frozenset(self.roles.data or []),
            guests_only=self.guests_only.data,
            choosable=self.choosable.data,
            windows=tuple(
                Window(from_local(one.opens.data, zone), from_local(one.closes.data, zone)) for one in windows
            ),
            capacity=self.capacity.data,
            unknown_offline=UnknownOffline(self.unknown_offline.data),
        )

    def refuse(self, refusal: CheckpointNotSound) -> None:
        """Show each contradiction at the field that can put it right."""
        filled = [entry for entry in self.windows if not entry.form.is_blank]
        fields = {
            CheckpointProblem.EXITS_WHILE_MANY: self.exits,
            CheckpointProblem.RE_ENTRY_WITHOUT_EXITS: self.re_entry,
            CheckpointProblem.CHOICE_WITHOUT_SESSION: self.session,
        }
        of_name = {"session_id": self.session, "kind": self.kind, "passing": self.passing, "re_entry": self.re_entry}
        for problem, where in refusal.facts["problems"]:  # type: ignore[attr-defined]  # a tuple of pairs
            alone = CheckpointNotSound(problems=((problem, where),))
            if isinstance(where, int):
                refuse(filled[where].form.closes, alone)
            else:
                refuse(fields.get(problem) or of_name.get(str(where), self.name), alone)
        self.windows.errors = [entry.errors for entry in self.windows] if any(e.errors for e in self.windows) else []


def form_for(kind: CheckpointKind) -> CheckpointForm:
    """The form of a new checkpoint, filled with what is usual; posted values win."""
    return CheckpointForm(data=_said(usual(kind)) | {"windows": [{}]})


def form_of(checkpoint: "Checkpoint", zone: "Zone") -> CheckpointForm:
    """The form filled with the checkpoint and room for one more time; posted values win."""
    windows = [
        {name: _local(datetime.fromisoformat(side), zone) for name, side in zip(("opens", "closes"), pair, strict=True)}
        for pair in checkpoint.windows
    ]
    return CheckpointForm(data=_said(details_of(checkpoint)) | {"windows": [*windows, *[{}] * SPARE_WINDOWS]})


def details_of(checkpoint: "Checkpoint") -> CheckpointDetails:
    """A checkpoint as a value, without its times."""
    names = ("hand_out", "session_id", "passing", "exits", "re_entry", "guests_only", "choosable", "capacity")
    known = {name: getattr(checkpoint, name) for name in (*names, "unknown_offline")}
    plain = CheckpointDetails(name=checkpoint.name, kind=checkpoint.kind, roles=frozenset(checkpoint.roles))
    return replace(plain, **known)


def _said(details: CheckpointDetails) -> dict[str, Any]:
    return {
        "name": details.name,
        "kind": details.kind.value,
        "session": str(details.session_id or ""),
        "roles": sorted(details.roles),
        "guests_only": details.guests_only,
        "choosable": details.choosable,
        "passing": details.passing.value,
        "capacity": details.capacity,
        "exits": details.exits,
        "re_entry": details.re_entry,
        "hand_out": details.hand_out,
        "unknown_offline": details.unknown_offline.value,
    }


def _local(value: datetime, zone: "Zone") -> datetime:
    return datetime.fromisoformat(local_value(value, zone))
