"""Who is registered: the list, people without a library, the export."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm

from plm.accounts.rules import Ability, Place
from plm.adapters.spreadsheets import write_xlsx
from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.libraries.queries import places_of
from plm.registration.actions import add_person
from plm.registration.queries import (
    PersonLine,
    Tab,
    delegation_counts,
    delegations_of,
    get_participant,
    individuals_of,
    participant_token,
    people_for_export,
    roles_of,
)
from plm.registration.rules import CostBearer, DocumentState, EventRole, PersonDetails, nip_doubt
from plm.web.addresses import asked_page
from plm.web.committee.sheets import xlsx_response
from plm.web.forms import Mail, Phone, Radio, Several, Text, options, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import full_name

blueprint = Blueprint("registration", __name__)
PER_PAGE = 50
INDIVIDUALS = "individuals"
ROLE_LABELS = {
    EventRole.PARTICIPANT: _l("Peserta"),
    EventRole.COMPANION: _l("Pendamping"),
    EventRole.SPEAKER: _l("Narasumber"),
    EventRole.MODERATOR: _l("Moderator"),
    EventRole.FACILITATOR: _l("Fasilitator"),
    EventRole.PANELIST: _l("Panelis"),
    EventRole.COMMITTEE: _l("Panitia"),
    EventRole.GUEST: _l("Undangan"),
}
COST_LABELS = {
    CostBearer.ORGANISER: _l("Penyelenggara"),
    CostBearer.AGENCY: _l("Instansi sendiri"),
    CostBearer.SELF: _l("Biaya sendiri"),
}
LETTER_LABELS = {
    DocumentState.PENDING: _l("Menunggu"),
    DocumentState.RECEIVED: _l("Diterima"),
    DocumentState.REJECTED: _l("Ditolak"),
    DocumentState.WAIVED: _l("Dibebaskan"),
}


class PersonForm(FlaskForm):
    """Somebody who comes without a library."""

    title_prefix = Text(_l("Gelar depan (bila ada)"), most=60)
    name = Text(_l("Nama"), needed=_l("Tulis namanya. Satu kata pun boleh."))
    title_suffix = Text(_l("Gelar belakang (bila ada)"), most=100)
    institution = Text(_l("Lembaga"), needed=_l("Tulis lembaganya."), most=250)
    position = Text(_l("Jabatan (bila ada)"), most=120)
    roles = Several(_l("Peran"), choices=options(EventRole, ROLE_LABELS))
    phone = Phone(_l("Nomor WhatsApp (bila ada)"), most=40)
    email = Mail(_l("Surel (bila ada)"), most=254)
    nip = Text(_l("NIP (bila ada)"), most=30)
    cost_bearer = Radio(_l("Biaya ditanggung"), choices=options(CostBearer, COST_LABELS))

    def details(self) -> PersonDetails:
        """What was typed, the number as `+62…`."""
        return PersonDetails(
            title_prefix=self.title_prefix.data or "",
            name=self.name.data or "",
            title_suffix=self.title_suffix.data or "",
            phone=self.phone.stored,
            email=self.email.data or "",
            nip=self.nip.data or "",
            position=self.position.data or "",
        )


@blueprint.get("/<slug>/peserta/")
def index(slug: str) -> str:
    """Delegations in piles, or the people without a library."""
    session, event = db.session(), this_event()
    word, text = request.args.get("tab", ""), request.args.get("cari", "").strip()
    tab = Tab(word) if word in set(Tab) else Tab.ALL
    page = asked_page()
    is_list = word != INDIVIDUALS
    offset = PER_PAGE * (page - 1)
    lines = delegations_of(session, event.id, tab=tab, search=text, limit=PER_PAGE, offset=offset) if is_list else []
    people = individuals_of(session, event.id, search=text)
    counts = delegation_counts(session, event.id, search=text)
    return render_template(
        "committee/registration/index.html",
        event=event,
        tab=tab.value if is_list else INDIVIDUALS,
        text=text,
        lines=lines,
        places=places_of(session, [line.library.region_code for line in lines]),
        people=people,
        roles=roles_of(session, [person.id for person in people]),
        counts=counts,
        total=counts[tab] if is_list else len(people),
        page=page,
        per_page=PER_PAGE,
        may_change=_may_change(),
    )


@blueprint.get("/<slug>/peserta/unduh.xlsx")
def export(slug: str) -> Response:
    """Everybody registered, one row a person."""
    event = this_event()
    lines = people_for_export(db.session(), event.id)
    roles = roles_of(db.session(), [line.participant.id for line in lines])
    header = (
        _("Lembaga"), _("Kode wilayah"), _("Gelar depan"), _("Nama"), _("Gelar belakang"), _("Nama di sertifikat"),
        _("Jabatan"), _("Peran"), _("WhatsApp"), _("Surel"), _("NIP"), _("Biaya ditanggung"), _("Surat tugas"),
    )  # fmt: skip  # one row of a sheet
    rows = (_export_row(line, roles[line.participant.id]) for line in lines)
    return xlsx_response(write_xlsx(header, rows, sheet=_("Peserta")), f"peserta-{event.slug}.xlsx")


@blueprint.route("/<slug>/peserta/tambah", methods=["GET", "POST"])
def add(slug: str) -> ResponseReturnValue:
    """Add a speaker, committee member or guest; the ticket is there at once."""
    session, event = db.session(), this_event()
    form = PersonForm(data={"cost_bearer": CostBearer.ORGANISER.value, "roles": []})
    if form.validate_on_submit():
        try:
            person = add_person(
                session,
                event_id=event.id,
                details=form.details(),
                institution=form.institution.data or "",
                roles=frozenset(EventRole(word) for word in form.roles.data or ()),
                cost_bearer=CostBearer(form.cost_bearer.data),
                secret_key=_secret(),
                actor=signed_in().actor,
                now=now(),
            )
        except Refusal as refusal:
            session.rollback()
            refuse(form.roles, refusal)
        else:
            issue_tickets(session, event_id=event.id, participant_ids=[person.id], secret_key=_secret(), now=now())
            session.commit()
            flash(_("%(name)s terdaftar dan tiketnya siap.", name=person.name))
            return redirect(url_for(".person", slug=slug, participant_id=person.id))
    body = render_template("committee/registration/add.html", event=this_event(), form=form)
    return body, 422 if form.errors else 200


@blueprint.get("/<slug>/peserta/orang/<int:participant_id>/")
def person(slug: str, participant_id: int) -> str:
    """One person: what is known, and the link to their own page."""
    session, event = db.session(), this_event()
    participant = get_participant(session, event.id, participant_id)
    link = url_for("public.participant.index", token=participant_token(participant, _secret()))
    may_change = _may_change()
    return render_template(
        "committee/registration/person.html",
        event=event,
        person=participant,
        roles=roles_of(session, [participant.id])[participant.id],
        link=f"{current_app.extensions['settings'].public_url}{link}" if may_change else "",
        doubt=nip_doubt(participant.nip),
    )


def _export_row(line: PersonLine, roles: tuple[EventRole, ...]) -> tuple[str, ...]:
    person = line.participant
    return (
        line.library.name if line.library else person.institution,
        line.library.region_code if line.library else "",
        person.title_prefix,
        person.name,
        person.title_suffix,
        full_name(person),
        person.position,
        ", ".join(str(ROLE_LABELS[role]) for role in roles),
        person.phone,
        person.email,
        person.nip,
        str(COST_LABELS[person.cost_bearer]),
        str(LETTER_LABELS[line.letter.state]) if line.letter else "",
    )


def _may_change() -> bool:
    event = this_event()
    return bool(current_user.may(Ability.CHANGE, Place(event.id, event.region_code)))


def _secret() -> str:
    return str(current_app.extensions["settings"].secret_key)
