"""Who is registered: delegations, people without a library, corrections."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.certificates.queries import certificates_of_participant
from plm.certificates.rules import CertificateState, printed_line
from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.libraries.queries import places_of
from plm.logistics.queries import find_bed
from plm.logistics.rules import Gender
from plm.registration.actions import add_person, correct_participant, renew_own_link, write_ticket
from plm.registration.queries import (
    Tab,
    count_registered,
    delegation_counts,
    delegations_of,
    details_of,
    get_delegation,
    get_participant,
    individuals_of,
    participant_token,
    roles_of,
)
from plm.registration.rules import (
    CostBearer,
    EventRole,
    ParticipantState,
    PersonDetails,
    name_line,
    nip_doubt,
    shown_phone,
)
from plm.web.addresses import asked_page
from plm.web.changing import CancelForm, cancel, exchange, exchanged_words, gender_field
from plm.web.committee.person_forms import DetailsForm, PersonForm
from plm.web.forms import Question, refuse
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send
from plm.wording import local_day

if TYPE_CHECKING:
    from plm.certificates.tables import Certificate
    from plm.registration.tables import Participant

blueprint = Blueprint("registration", __name__)
PER_PAGE = 50
INDIVIDUALS = "individuals"


class SubstituteForm(DetailsForm):
    """Who comes instead."""

    gender = gender_field()


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
        registered=count_registered(session, event.id),
        total=counts[tab] if is_list else len(people),
        page=page,
        per_page=PER_PAGE,
        may_change=may_change(),
    )


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
    return render_template(
        "committee/registration/person.html",
        event=event,
        person=participant,
        roles=roles_of(session, [participant.id])[participant.id],
        link=f"{current_app.extensions['settings'].public_url}{link}" if may_change() else "",
        doubt=nip_doubt(participant.nip),
        outdated=outdated_certificates(participant),
        successor=_successor(participant),
        delegation=get_delegation(session, event.id, participant.delegation_id) if participant.delegation_id else None,
        stays=_stays(participant),
        may_change=may_change(),
    )


@blueprint.route("/<slug>/peserta/orang/<int:participant_id>/ubah", methods=["GET", "POST"])
def correct(slug: str, participant_id: int) -> ResponseReturnValue:
    """Correct what is known about one person; papers that are out stay as they are."""
    session, event = db.session(), this_event()
    if not may_change():
        abort(403)
    participant = get_participant(session, event.id, participant_id)
    known = {**asdict(details_of(participant)), "phone": shown_phone(participant.phone)}
    form = DetailsForm(data={**known, "institution": participant.institution})
    if not form.validate_on_submit():
        body = render_template("committee/registration/correct.html", event=event, form=form, person=participant)
        return body, 422 if form.errors else 200
    changed = correct_participant(
        session,
        participant=participant,
        details=form.details(),
        institution=form.institution.data or "",
        actor=signed_in().actor,
        now=now(),
    )
    session.commit()
    flash(_("Data diperbaiki.") if changed else _("Tidak ada yang berubah."))
    return redirect(url_for(".person", slug=slug, participant_id=participant.id))


@blueprint.route("/<slug>/peserta/orang/<int:participant_id>/ganti", methods=["GET", "POST"])
def substitute(slug: str, participant_id: int) -> ResponseReturnValue:
    """Somebody else comes; the committee may say so at the door too."""
    session, event = db.session(), this_event()
    leaving = get_participant(session, event.id, participant_id)
    form = SubstituteForm(data={"position": leaving.position})
    del form.institution
    if find_bed(session, leaving.id) is None:
        del form.gender
    if form.validate_on_submit():
        gender = Gender(form.gender.data) if form.gender and form.gender.data else None
        fresh, bed = exchange(leaving, form.details(), gender=gender, actor=signed_in().actor, now=now())
        session.commit()
        flash(exchanged_words(fresh.name, bed))
        return redirect(url_for(".person", slug=slug, participant_id=fresh.id))
    body = render_template("committee/registration/substitute.html", event=event, form=form, person=leaving)
    return body, 422 if form.errors else 200


@blueprint.route("/<slug>/peserta/orang/<int:participant_id>/batal", methods=["GET", "POST"])
def cancel_person(slug: str, participant_id: int) -> ResponseReturnValue:
    """Somebody comes no more."""
    session, event = db.session(), this_event()
    leaving, form = get_participant(session, event.id, participant_id), CancelForm()
    if form.validate_on_submit():
        cancel(leaving, form.reason.data or "", actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Kepesertaan %(name)s dibatalkan. Kursinya bebas lagi.", name=leaving.name))
        return redirect(url_for(".person", slug=slug, participant_id=participant_id))
    body = render_template("committee/registration/cancel.html", event=event, form=form, person=leaving)
    return body, 422 if form.errors else 200


@blueprint.post("/<slug>/peserta/orang/<int:participant_id>/kirim-tiket")
def send_ticket(slug: str, participant_id: int) -> ResponseReturnValue:
    """The ticket once more by mail, at most once a day."""
    session, event = db.session(), this_event()
    participant = get_participant(session, event.id, participant_id)
    today = local_day(now(), event.zone)
    mail = write_ticket(session, participant=participant, today=today, actor=signed_in().actor, now=now())
    sent = ask_to_send([mail])
    flash(_("Tiket dikirim ke %(email)s.", email=participant.email) if sent else _("Tiket sudah dikirim hari ini."))
    return redirect(url_for(".person", slug=slug, participant_id=participant_id))


@blueprint.route("/<slug>/peserta/orang/<int:participant_id>/tautan-baru", methods=["GET", "POST"])
def renew_link(slug: str, participant_id: int) -> ResponseReturnValue:
    """The question, and after its yes a new link; the old one is dead at once."""
    session, event, form = db.session(), this_event(), Question()
    participant = get_participant(session, event.id, participant_id)
    if form.validate_on_submit():
        renew_own_link(session, participant=participant, secret_key=_secret(), actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Tautan baru siap. Yang lama tidak membuka apa pun lagi."))
        return redirect(url_for(".person", slug=slug, participant_id=participant_id))
    return render_template("committee/registration/renew_link.html", event=event, form=form, person=participant)


def _stays(participant: "Participant") -> bool:
    """Whether there is a page about the person's stay: the meeting has nights, and the person is registered."""
    event = this_event()
    if not (event.check_in_on and event.check_out_on) or participant.state is not ParticipantState.ACTIVE:
        return False
    if participant.delegation_id is None:
        return True
    return get_delegation(db.session(), event.id, participant.delegation_id).submitted_at is not None


def outdated_certificates(participant: "Participant", details: PersonDetails | None = None) -> "list[Certificate]":
    """The person's valid certificates that say something else than what is known by now, or would be with `details`."""
    said = details or details_of(participant)
    known = {
        "name": printed_line(name_line(said.title_prefix, said.name, said.title_suffix)),
        "nip": printed_line(said.nip),
        "institution": printed_line(participant.institution),
    }
    return [
        held
        for held in certificates_of_participant(db.session(), participant.id)
        if held.state is CertificateState.ISSUED and known != {key: held.identity[key] for key in known}
    ]


def _successor(participant: "Participant") -> "Participant | None":
    """Who came in this person's place."""
    if participant.substituted_by_id is None:
        return None
    return get_participant(db.session(), participant.event_id, participant.substituted_by_id)


def _secret() -> str:
    return str(current_app.extensions["settings"].secret_key)
