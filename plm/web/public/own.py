"""What a person does on their own page: the name, corrections, the journey, specific data, and their data to keep."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.logistics.actions import save_stay_wish
from plm.logistics.queries import stay_wish_of
from plm.registration.actions import (
    confirm_name,
    give_specific,
    request_correction,
    save_journey,
    take_back_specific,
)
from plm.registration.queries import details_of, find_open_correction, journeys_of, specific_of, terms_of
from plm.registration.rules import SPECIFIC_FIELDS, Ask, ParticipantState, PersonDetails, name_line, shown_phone
from plm.reports.queries import own_data_of
from plm.web.forms import LongText, Mail, Phone, Text, refuse
from plm.web.public.journey_form import journey_form
from plm.web.public.links import ParticipantLink, participant_link

if TYPE_CHECKING:
    from plm.registration.tables import Participant

blueprint = Blueprint("own", __name__)
WORDS = {
    "note": _l("Yang perlu diketahui panitia"),
    "bank": _l("Nama bank"),
    "account": _l("Nomor rekening"),
    "holder": _l("Atas nama"),
}


class CorrectionForm(FlaskForm):
    """How it should be."""

    title_prefix = Text(_l("Gelar depan (bila ada)"), most=60)
    name = Text(_l("Nama"), needed=_l("Tulis namanya. Satu kata pun boleh."))
    title_suffix = Text(_l("Gelar belakang (bila ada)"), most=100)
    phone = Phone(_l("Nomor WhatsApp"), most=40)
    email = Mail(_l("Surel (bila ada)"), most=254)
    nip = Text(_l("NIP (bila ada)"), most=30)
    position = Text(_l("Jabatan (bila ada)"), most=120)
    note = LongText(_l("Catatan untuk panitia (bila perlu)"), most=500)

    def details(self) -> PersonDetails:
        """What was typed, the number as `+62…`."""
        return PersonDetails(
            **{name: getattr(self, name).data or "" for name in asdict(PersonDetails(name="")) if name != "phone"},
            phone=self.phone.stored,
        )


@blueprint.post("/p/<token>/nama-benar")
def confirm(token: str) -> ResponseReturnValue:
    """The line of the certificate is right."""
    link = _active(token)
    confirm_name(db.session(), participant=link.participant, now=now())
    db.session.commit()
    flash(_("Terima kasih. Nama di sertifikat sudah Anda pastikan."))
    return redirect(_home(token))


@blueprint.route("/p/<token>/perbaiki", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def correct(token: str) -> ResponseReturnValue:
    """Ask the committee to put something right."""
    link = _active(token)
    person, asked = link.participant, find_open_correction(db.session(), link.participant.id)
    known: dict[str, Any] = dict(asked.wanted) if asked else asdict(details_of(person))
    form = CorrectionForm(data={**known, "phone": shown_phone(known["phone"]), "note": asked.note if asked else ""})
    if form.validate_on_submit():
        try:
            request_correction(
                db.session(), participant=person, wanted=form.details(), note=form.note.data or "", now=now()
            )
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.name, refusal)
            link = participant_link(token)
        else:
            db.session.commit()
            flash(_("Permintaan perbaikan terkirim. Panitia akan menjawabnya di halaman ini."))
            return redirect(_home(token))
    line = name_line(form.title_prefix.data or "", form.name.data or "", form.title_suffix.data or "")
    body = render_template(
        "public/own/correct.html", event=link.event, person=link.participant, token=token, form=form, line=line
    )
    return body, 422 if form.errors else 200


@blueprint.route("/p/<token>/perjalanan", methods=["GET", "POST"])
def journey(token: str) -> ResponseReturnValue:
    """How they come, stay and go, as the plans become known."""
    link = _active(token)
    session, person, zone = db.session(), link.participant, link.event.zone
    terms = terms_of(session, link.event.id)
    if not terms.journey:
        abort(404)
    known, wish = journeys_of(session, [person.id]).get(person.id), stay_wish_of(session, person.id)
    form = journey_form(terms, known, wish, zone)
    if form.validate_on_submit():
        save_journey(session, participant=person, journey=form.journey(zone), now=now())
        if wished := form.wish():
            save_stay_wish(session, event_id=link.event.id, participant_id=person.id, wish=wished, now=now())
        session.commit()
        flash(_("Perjalanan dan menginap tersimpan."))
        return redirect(_home(token))
    body = render_template("public/own/journey.html", event=link.event, person=person, token=token, form=form)
    return body, 422 if form.errors else 200


@blueprint.get("/p/<token>/data-khusus/")
def specific(token: str) -> str:
    """What may be given and taken back, with its purpose, who sees it and how long it is kept."""
    link = _active(token)
    return _specific_page(link, None, None)


@blueprint.post("/p/<token>/data-khusus/<word>")
@limiter.limit("30 per minute")
def give(token: str, word: str) -> ResponseReturnValue:
    """Keep it, with consent."""
    link = _active(token)
    ask = _ask(link, word)
    form = _specific_form(ask)()
    if form.validate_on_submit():
        words = {name: getattr(form, name).data or "" for name in SPECIFIC_FIELDS[ask]}
        try:
            give_specific(
                db.session(), participant=link.participant, ask=ask, words=words, consent=form.consent.data, now=now()
            )
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.consent, refusal)
            link = participant_link(token)
        else:
            db.session.commit()
            flash(_("Tersimpan. Anda bisa menghapusnya kapan saja di halaman ini."))
            return redirect(url_for(".specific", token=token))
    return _specific_page(link, ask, form), 422


@blueprint.post("/p/<token>/data-khusus/<word>/hapus")
def take_back(token: str, word: str) -> ResponseReturnValue:
    """Consent is withdrawn: it is gone at once."""
    link = participant_link(token)
    take_back_specific(db.session(), participant=link.participant, ask=_ask(link, word, asked=False), now=now())
    db.session.commit()
    flash(_("Dihapus. Persetujuan Anda dicabut."))
    return redirect(url_for(".specific", token=token) if _is_active(link.participant) else _home(token))


@blueprint.get("/p/<token>/data-saya.json")
@limiter.limit("20 per minute")
def data(token: str) -> Response:
    """Everything that is kept of the person, to keep."""
    link = participant_link(token)
    answer = Response(
        current_app.json.dumps(own_data_of(db.session(), link.participant), indent=2, ensure_ascii=False),
        mimetype="application/json",
    )
    answer.headers["Content-Disposition"] = f"attachment; filename=data-saya-{link.event.slug}.json"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _specific_page(link: ParticipantLink, tried: Ask | None, form: FlaskForm | None) -> str:
    session = db.session()
    given = specific_of(session, link.participant.id)
    asks = [ask for ask in Ask if ask in terms_of(session, link.event.id).specific or ask in given]
    if not asks:
        abort(404)
    forms = {
        ask: form if ask is tried and form else _specific_form(ask)(data=given[ask].words if ask in given else None)
        for ask in asks
    }
    return render_template(
        "public/own/specific.html",
        event=link.event,
        person=link.participant,
        token=link.token,
        forms=forms,
        given=given,
        tried=forms.get(tried) if tried else None,
    )


def _specific_form(ask: Ask) -> type[FlaskForm]:
    """The words of one heading, each form with ids of its own, and the consent."""
    fields: dict[str, Any] = {}
    for name, most in SPECIFIC_FIELDS[ask].items():
        kind = LongText if name == "note" else Text
        fields[name] = kind(WORDS[name], needed=_l("Tulis isinya, atau biarkan dan jangan simpan."), most=most)
    fields["consent"] = BooleanField(_l("Saya setuju data ini disimpan untuk keperluan di atas"))
    fields["Meta"] = type("Meta", (FlaskForm.Meta,), {})
    made = type("SpecificForm", (FlaskForm,), fields)
    for name in (*SPECIFIC_FIELDS[ask], "consent"):
        getattr(made, name).kwargs["id"] = f"{ask.value}-{name}"
    return made


def _ask(link: ParticipantLink, word: str, *, asked: bool = True) -> Ask:
    terms = terms_of(db.session(), link.event.id)
    found = next((ask for ask in SPECIFIC_FIELDS if ask.value == word), None)
    if found is None or (asked and found not in terms.specific):
        abort(404)
    return found


def _active(token: str) -> ParticipantLink:
    link = participant_link(token)
    return link if _is_active(link.participant) else abort(redirect(_home(token)))


def _is_active(person: Participant) -> bool:
    return person.state is ParticipantState.ACTIVE


def _home(token: str) -> str:
    return url_for("public.participant.index", token=token)
