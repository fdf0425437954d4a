"""Everybody who is registered: searched, filtered, changed many at once, and put together where written down twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm

from plm.certificates.queries import certificates_of_participant
from plm.checkin.queries import has_entered
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.libraries.queries import places_of, regions_above
from plm.libraries.rules import LibraryKind
from plm.registration.actions import (
    give_role,
    merge_participants,
    receive_paper,
    take_role,
    waive_paper,
    write_ticket,
)
from plm.registration.queries import (
    PeopleFilter,
    doubles_of,
    find_letter,
    get_participant,
    people_by_id,
    people_page,
    provinces_of_people,
    roles_of,
)
from plm.registration.rules import DocumentState, EventRole, MergeRefused, letter_slot
from plm.web.addresses import asked_page
from plm.web.changing import cancel, end_ticket
from plm.web.committee.library_forms import KINDS
from plm.web.committee.person_forms import LETTER_LABELS, ROLE_LABELS
from plm.web.forms import Choice, LongText, Question, options
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send
from plm.wording import local_day, refusal_sentence

if TYPE_CHECKING:
    from plm.registration.tables import Participant

blueprint = Blueprint("people", __name__, url_prefix="/<slug>/peserta/semua")
PER_PAGE = 50
MOST_AT_ONCE = 200
Act = Callable[["Participant", "BulkForm"], bool]


class BulkForm(FlaskForm):
    """What is done to everybody who was chosen; role and reason where the deed wants them."""

    role = Choice(_l("Peran"), choices=options(EventRole, ROLE_LABELS), default=EventRole.PANELIST.value)
    reason = LongText(_l("Alasan"), most=500)


@dataclass(frozen=True)
class Deed:
    """One thing that can be done to many: the same action as for one."""

    label: Any
    button: Any
    act: Act
    wants_role: bool = False
    wants_reason: bool = False


def _give(person: Participant, form: BulkForm) -> bool:
    role = EventRole(form.role.data)
    return give_role(db.session(), participant=person, role=role, actor=signed_in().actor, now=now())


def _take(person: Participant, form: BulkForm) -> bool:
    role = EventRole(form.role.data)
    return take_role(db.session(), participant=person, role=role, actor=signed_in().actor, now=now())


def _receive(person: Participant, form: BulkForm) -> bool:
    letter = find_letter(db.session(), person.delegation_id) if person.delegation_id else None
    if letter is None or letter.storage_key is None or letter.state is DocumentState.RECEIVED:
        return False
    slot, actor = letter_slot(person.delegation_id or 0), signed_in().actor
    receive_paper(db.session(), slot=slot, seen=letter.sha256, actor=actor, now=now())
    return True


def _waive(person: Participant, form: BulkForm) -> bool:
    letter = find_letter(db.session(), person.delegation_id) if person.delegation_id else None
    done = (DocumentState.RECEIVED, DocumentState.WAIVED)
    if person.delegation_id is None or (letter is not None and letter.state in done):
        return False
    slot, actor, reason = letter_slot(person.delegation_id), signed_in().actor, form.reason.data or ""
    waive_paper(db.session(), event_id=person.event_id, slot=slot, reason=reason, actor=actor, now=now())
    return True


def _mail(person: Participant, form: BulkForm) -> bool:
    today = local_day(now(), this_event().zone)
    mail = write_ticket(db.session(), participant=person, today=today, actor=signed_in().actor, now=now())
    if mail is not None:
        g.setdefault("mails", []).append(mail)
    return mail is not None


def _cancel(person: Participant, form: BulkForm) -> bool:
    cancel(person, form.reason.data or "", actor=signed_in().actor, now=now())
    return True


DEEDS: dict[str, Deed] = {
    "beri-peran": Deed(_l("Beri peran"), _l("Beri peran"), _give, wants_role=True),
    "cabut-peran": Deed(_l("Cabut peran"), _l("Cabut peran"), _take, wants_role=True),
    "terima-surat": Deed(_l("Terima surat tugas"), _l("Terima surat tugas"), _receive),
    "bebaskan-surat": Deed(_l("Bebaskan surat tugas"), _l("Bebaskan"), _waive, wants_reason=True),
    "kirim-tiket": Deed(_l("Kirim tiket lewat surel"), _l("Kirim tiket"), _mail),
    "batalkan": Deed(_l("Batalkan kepesertaan"), _l("Batalkan kepesertaan"), _cancel, wants_reason=True),
}


@blueprint.get("/")
def index(slug: str) -> str:
    """A page of the list, as it was asked for."""
    session, event = db.session(), this_event()
    wanted, page = _asked_filter(), asked_page()
    found = people_page(session, event.id, wanted, limit=PER_PAGE, offset=PER_PAGE * (page - 1))
    codes = provinces_of_people(session, event.id)
    return render_template(
        "committee/people/index.html",
        event=event,
        wanted=wanted,
        asked={name: value for name, value in request.args.items() if name != "halaman" and value},
        lines=found.lines,
        total=found.total,
        roles=roles_of(session, [line.participant.id for line in found.lines]),
        places=places_of(session, [line.library.region_code for line in found.lines if line.library]),
        provinces=[(code, region.name) for code, region in sorted(regions_above(session, codes).items())],
        labels={"roles": ROLE_LABELS, "kinds": KINDS, "letters": LETTER_LABELS},
        deeds=DEEDS,
        page=page,
        per_page=PER_PAGE,
        may_change=may_change(),
    )


@blueprint.post("/tindakan")
def act(slug: str) -> ResponseReturnValue:
    """The question, and after its yes the deed: for each of the chosen by itself, and what was refused is said."""
    session, event = db.session(), this_event()
    deed = DEEDS.get(request.form.get("deed", ""))
    ids = [int(word) for word in request.form.getlist("ids") if word.isdecimal() and len(word) < 19][:MOST_AT_ONCE]
    people = people_by_id(session, event.id, ids)
    if deed is None or not people:
        flash(_("Pilih orangnya dulu."))
        return redirect(url_for(".index", slug=slug))
    form = BulkForm()
    if "yes" not in request.form or not _is_sound(form, deed):
        body = render_template(
            "committee/people/act.html", event=event, deed=deed, word=request.form["deed"], people=people, form=form
        )
        return body, 422 if form.errors else 200
    done, refused = 0, []
    for person in people:
        try:
            with session.begin_nested():
                done += deed.act(person, form)
        except Refusal as refusal:
            refused.append((person, refusal_sentence(refusal)))
    ask_to_send(g.pop("mails", []))
    if not refused:
        flash(ngettext("Selesai untuk %(num)d orang.", "Selesai untuk %(num)d orang.", done))
        return redirect(url_for(".index", slug=slug))
    return render_template("committee/people/done.html", event=event, deed=deed, done=done, refused=refused)


@blueprint.get("/ganda")
def doubles(slug: str) -> str:
    """Who seems to be written down twice."""
    event = this_event()
    pairs = doubles_of(db.session(), event.id)
    people = {person.id: person for pair in pairs for person in pair}
    return render_template(
        "committee/people/doubles.html",
        event=event,
        pairs=pairs,
        roles=roles_of(db.session(), people),
        may_change=may_change(),
    )


@blueprint.route("/gabung/<int:keep_id>/<int:drop_id>", methods=["GET", "POST"])
def merge(slug: str, keep_id: int, drop_id: int) -> ResponseReturnValue:
    """The question, and after its yes one person of two."""
    session, event, form = db.session(), this_event(), Question()
    keep, drop = (get_participant(session, event.id, one) for one in (keep_id, drop_id))
    if form.validate_on_submit():
        _require_may_go(drop)
        actor = signed_in().actor
        merge_participants(session, keep=keep, drop=drop, actor=actor, now=now())
        end_ticket(drop, _("Digabung dengan orang yang sama"), actor, now())
        session.commit()
        flash(_("%(name)s sekarang satu orang.", name=keep.name))
        return redirect(url_for("committee.registration.person", slug=slug, participant_id=keep.id))
    return render_template("committee/people/merge.html", event=event, form=form, keep=keep, drop=drop)


def _require_may_go(drop: Participant) -> None:
    """Attendance and certificates are registers: whoever stands there is the one to keep."""
    if has_entered(db.session(), drop.id):
        raise MergeRefused(cause="entered")
    if certificates_of_participant(db.session(), drop.id):
        raise MergeRefused(cause="certificate")


def _is_sound(form: BulkForm, deed: Deed) -> bool:
    sound = bool(form.validate_on_submit())
    if deed.wants_reason and not form.reason.data:
        form.reason.errors = [_("Tulis alasannya; tersimpan di catatan.")]
        return False
    return sound


def _asked_filter() -> PeopleFilter:
    asked = request.args
    return PeopleFilter(
        text=asked.get("cari", "").strip(),
        role=_word(EventRole, asked.get("peran")),
        kind=_word(LibraryKind, asked.get("jenis")),
        province=asked.get("provinsi", "")[:2],
        letter=_word(DocumentState, asked.get("surat")),
        unconfirmed="nama" in asked,
        ended="berakhir" in asked,
    )


def _word(words: Any, text: str | None) -> Any:
    return words(text) if text in set(words) else None
