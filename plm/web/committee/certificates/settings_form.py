"""What the committee decides once: the wording, the rule and the way of signing."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, ValidationError
from wtforms.validators import InputRequired, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from plm.certificates.actions import Terms, Wording
from plm.certificates.rules import (
    DEFAULT_PATTERN,
    Attendance,
    PatternRefused,
    RuleNotSound,
    RuleProblem,
    SealWay,
    check_pattern,
    check_policy,
)
from plm.events.rules import EventMode
from plm.web.forms import Day, Radio, Several, Text, Whole, refuse
from plm.wording import day as day_words
from plm.wording import refusal_sentence

if TYPE_CHECKING:
    from plm.certificates.tables import CertificateSettings
    from plm.checkin.tables import Checkpoint
    from plm.events.tables import Event

USUAL_SHARE = 80
ATTENDANCES = {
    Attendance.ANY: _l("Satu kali tercatat hadir, di titik mana pun"),
    Attendance.SHARE: _l("Sebagian dari sesi yang dihitung"),
    Attendance.EACH_DAY: _l("Hadir pada setiap hari yang dihitung"),
    Attendance.NONE: _l("Tanpa catatan kehadiran: cukup registrasi yang terkirim"),
}
SEAL_WAYS = {
    "key": _l("Ditandatangani server ini"),
    "outside": _l("Ditandatangani di luar (unggah kembali)"),
    "outside_bsre": _l("Ditandatangani di luar oleh BSrE (unggah kembali)"),
}
COPIED = ("number_pattern", "learning_hours", "signed_at_place", "signed_on", "signatory_name", "signatory_position")
SWITCHES = ("papers_required", "feedback_required", "mail_when_ready")


class WordingForm(FlaskForm):
    """What the committee decides once for all certificates."""

    number_pattern = Text(_l("Pola nomor"), needed=_l("Tulis pola nomor."), most=110)
    learning_hours = Whole(
        _l("Jam pelajaran (JP)"),
        validators=[MayBeEmpty(), NumberRange(1, 999, message=_l("Tulis bilangan 1 sampai 999, atau kosongkan."))],
    )
    signed_at_place = Text(_l("Tempat penandatanganan"), needed=_l("Tulis nama kotanya."), most=120)
    signed_on = Day(_l("Tanggal penandatanganan"), validators=[InputRequired(_l("Tulis tanggalnya."))])
    signatory_name = Text(_l("Nama penanda tangan"), needed=_l("Tulis nama dengan gelarnya."))
    signatory_position = Text(_l("Jabatan penanda tangan"), needed=_l("Tulis jabatannya."), most=250)
    attendance = Radio(_l("Kehadiran yang diminta dari peserta dan pendamping"))
    share_percent = Whole(_l("Berapa persen dari yang dihitung?"), validators=[MayBeEmpty()])
    basis_checkpoints = Several(_l("Sesi dan titik yang dihitung"))
    basis_days = Several(_l("Hari yang dihitung"))
    papers_required = BooleanField(_l("Semua berkas harus sudah diterima atau dibebaskan"))
    feedback_required = BooleanField(_l("Umpan balik harus sudah diisi"))
    mail_when_ready = BooleanField(_l("Kirim surel begitu sertifikat siap diunduh"))
    seal_way = Radio(
        _l("Siapa yang menandatangani PDF"), choices=[(way.value, SEAL_WAYS[way.value]) for way in SealWay]
    )

    def offer(
        self, event: "Event", checkpoints: "list[Checkpoint]", days: list[date], held: "CertificateSettings | None"
    ) -> None:
        """What can be chosen; a frozen basis stays on offer, so that saving something else never shortens it."""
        lifts = event.mode is EventMode.ONLINE
        self.attendance.choices = [
            (word.value, label) for word, label in ATTENDANCES.items() if lifts or word is not Attendance.NONE
        ]
        names = {str(one.id): one.name for one in checkpoints}
        kept = {str(one): _l("Titik yang sudah tidak ada") for one in held.basis_checkpoint_ids} if held else {}
        self.basis_checkpoints.choices = list(
            {**names, **{one: words for one, words in kept.items() if one not in names}}.items()
        )
        frozen = {date.fromisoformat(one) for one in held.basis_days} if held else set()
        self.basis_days.choices = [(one.isoformat(), day_words(one, weekday=True)) for one in sorted({*days, *frozen})]

    def validate(self, extra_validators: Any = None) -> bool:
        """Each lack of the rule beside the other complaints, at the field that puts it right."""
        sound = bool(super().validate(extra_validators))
        fields = {
            RuleProblem.SHARE_MISSING: self.share_percent,
            RuleProblem.CHECKPOINTS_MISSING: self.basis_checkpoints,
            RuleProblem.DAYS_MISSING: self.basis_days,
        }
        try:
            # The radio offers no attendance at all only where the meeting is online.
            check_policy(self.terms.at(EventMode.ONLINE))
        except RuleNotSound as refusal:
            for problem in refusal.facts["problems"]:  # type: ignore[attr-defined]  # a tuple of problems
                if not fields[problem].errors:
                    refuse(fields[problem], RuleNotSound(problems=(problem,)))
            return False
        return sound

    def validate_number_pattern(self, field: Text) -> None:
        """Say it beside the other complaints; the action asks again."""
        try:
            check_pattern(field.data or "")
        except PatternRefused as refusal:
            raise ValidationError(refusal_sentence(refusal)) from refusal

    @property
    def terms(self) -> Terms:
        return Terms(
            Attendance(self.attendance.data or Attendance.ANY),
            self.share_percent.data,
            tuple(date.fromisoformat(one) for one in self.basis_days.data or []),
            tuple(int(one) for one in self.basis_checkpoints.data or []),
            self.papers_required.data,
            self.feedback_required.data,
        )

    @property
    def wording(self) -> Wording:
        return Wording(
            **{name: self[name].data for name in COPIED},
            terms=self.terms,
            mail_when_ready=self.mail_when_ready.data,
            seal_way=SealWay(self.seal_way.data),
        )


def so_far(
    event: "Event", checkpoints: "list[Checkpoint]", days: list[date], held: "CertificateSettings | None"
) -> dict[str, Any]:
    """What stands on the page before anything is typed; without a basis yet, sessions and the event's days."""
    sessions = [str(one.id) for one in checkpoints if one.session_id] or [str(one.id) for one in checkpoints]
    proposed = {"basis_checkpoints": sessions, "basis_days": [one.isoformat() for one in days]}
    if held is None:
        usual = {"attendance": Attendance.ANY.value, "seal_way": SealWay.KEY.value, "share_percent": USUAL_SHARE}
        written = {"number_pattern": DEFAULT_PATTERN, "signed_at_place": event.city, "signed_on": event.ends_on}
        return {**written, **usual, **proposed}
    chosen = {
        "basis_checkpoints": [str(one) for one in held.basis_checkpoint_ids] or sessions,
        "basis_days": held.basis_days or proposed["basis_days"],
    }
    lost = held.attendance is Attendance.NONE and event.mode is not EventMode.ONLINE
    words = {"attendance": (Attendance.ANY if lost else held.attendance).value, "seal_way": held.seal_way.value}
    share = held.share_percent or USUAL_SHARE
    return {**{name: getattr(held, name) for name in (*COPIED, *SWITCHES)}, **words, **chosen, "share_percent": share}
