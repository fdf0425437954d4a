"""Who is on a checkpoint's list: found by name or library, by role, and taken off again."""

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from plm.checkin.actions import add_guests, remove_guest
from plm.checkin.queries import count_guests, get_checkpoint, guest_ids, guests_of, people_in_role
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.registration.queries import PeopleFilter, get_delegation, get_participant, people_page, roster_of
from plm.registration.rules import EventRole
from plm.web.addresses import asked_page
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.committee.person_forms import ROLE_LABELS
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import refusal_sentence

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint

PER_PAGE = 100
MOST_FOUND = 50


@blueprint.get("/<slug>/kehadiran/titik/<code>/daftar")
def guests(slug: str, code: str) -> str:
    """The list, and a search for those who should be on it."""
    return _page(get_checkpoint(db.session(), this_event().id, code))


@blueprint.post("/<slug>/kehadiran/titik/<code>/daftar")
def put_on_list(slug: str, code: str) -> ResponseReturnValue:
    """Everybody who was ticked, a whole delegation, or a whole role."""
    session, event = db.session(), this_event()
    place, chosen = get_checkpoint(session, event.id, code), _chosen()
    try:
        added = add_guests(session, checkpoint=place, participant_ids=chosen, actor=signed_in().actor, now=now())
    except Refusal as refusal:
        session.rollback()
        return _page(get_checkpoint(session, event.id, code), refusal_sentence(refusal)), 422
    session.commit()
    if added:
        flash(ngettext("%(num)d orang ditambahkan ke daftar.", "%(num)d orang ditambahkan ke daftar.", added))
    else:
        flash(_("Tidak ada yang baru: semuanya sudah ada di daftar, atau belum ada yang dipilih."))
    return redirect(url_for(".guests", slug=slug, code=code))


@blueprint.post("/<slug>/kehadiran/titik/<code>/daftar/<int:participant_id>/hapus")
def take_off_list(slug: str, code: str, participant_id: int) -> ResponseReturnValue:
    """The place is free; scans that were made stay."""
    session, event = db.session(), this_event()
    place = get_checkpoint(session, event.id, code)
    person = get_participant(session, event.id, participant_id)
    remove_guest(session, checkpoint=place, participant_id=person.id, actor=signed_in().actor, now=now())
    session.commit()
    flash(_("%(name)s tidak lagi dalam daftar %(place)s.", name=person.name, place=place.name))
    return redirect(url_for(".guests", slug=slug, code=code))


def _chosen() -> list[int]:
    session, event = db.session(), this_event()
    role, delegation_id = request.form.get("peran", ""), request.form.get("utusan", type=int)
    if role in set(EventRole):
        return people_in_role(session, event.id, EventRole(role))
    if delegation_id is not None:
        return [person.id for person in roster_of(session, get_delegation(session, event.id, delegation_id).id)]
    return request.form.getlist("ids", type=int)


def _page(place: "Checkpoint", problem: str = "") -> str:
    session, event, page = db.session(), this_event(), asked_page()
    text = (request.values.get("cari") or "").strip()[:100]
    found = people_page(session, event.id, PeopleFilter(text=text), limit=MOST_FOUND).lines if text else ()
    delegations = {
        line.participant.delegation_id: line.participant.institution for line in found if line.participant.delegation_id
    }
    facts: dict[str, Any] = {
        "checkpoint": place,
        "problem": problem,
        "text": text,
        "found": found,
        "delegations": delegations,
        "on_list": guest_ids(session, place.id) if found else set(),
        "lines": guests_of(session, place.id, limit=PER_PAGE, offset=PER_PAGE * (page - 1)),
        "total": count_guests(session, place.id),
        "page": page,
        "per_page": PER_PAGE,
        "roles": ROLE_LABELS,
    }
    return render_template("committee/checkin/guests.html", **facts, **frame())
