"""Awards of an event, and who won them."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SubmitField

from plm.awards import actions, queries
from plm.awards.rules import WinnerUnknown, read_winner
from plm.certificates.queries import certificates_of_award
from plm.certificates.rules import printed_line
from plm.clock import now
from plm.extensions import db
from plm.web.committee.certificates.room import blueprint, page_of
from plm.web.forms import Question, Text, refuse
from plm.web.guards import readable, this_event
from plm.web.identity import signed_in


class AwardForm(FlaskForm):
    """What an award says, and its winner among those who were found by name."""

    category = Text(_l("Kategori"), needed=_l("Tulis kategorinya, misalnya Perpustakaan Desa Terbaik."))
    place = Text(_l("Peringkat (bila ada)"), most=120)
    search = Text(_l("Cari pemenang"))
    find = SubmitField(_l("Cari"))
    winner = RadioField(_l("Pemenang"), validate_choice=False, choices=[])

    def offer(self, winners: list[queries.Winner]) -> None:
        """Whom the search found, and whoever is chosen already."""
        self.winner.choices = [(one.key.word, printed_line(f"{one.name}, {one.institution}")) for one in winners]

    def words(self) -> actions.AwardWords:
        winner = read_winner(self.winner.data or "")
        return actions.AwardWords(self.category.data or "", self.place.data or "", winner)


@blueprint.get("/<slug>/sertifikat/penghargaan")
def awards(slug: str) -> str:
    """Every award of the event with its winner."""
    found = queries.awards_of(db.session(), this_event().id)
    given = [one for one in found if one.award.withdrawn_at is None]
    return page_of("awards", given=given, withdrawn=[one for one in found if one.award.withdrawn_at])


@blueprint.route("/<slug>/sertifikat/penghargaan/baru", methods=["GET", "POST"])
def award_new(slug: str) -> ResponseReturnValue:
    """One more award."""
    form = AwardForm()

    def give(words: actions.AwardWords) -> None:
        actions.give_award(db.session(), event_id=this_event().id, words=words, by=signed_in().actor, now=now())

    return _asked(form, give, _("Penghargaan tersimpan."))


@blueprint.route("/<slug>/sertifikat/penghargaan/<int:award_id>", methods=["GET", "POST"])
@readable
def award(slug: str, award_id: int) -> ResponseReturnValue:
    """One award: its words, its winner and its certificates."""
    given = queries.get_given(db.session(), this_event().id, award_id)
    held = {"category": given.award.category, "place": given.award.place, "winner": given.winner.key.word}
    form = AwardForm(data=held)

    def change(words: actions.AwardWords) -> None:
        actions.change_award(db.session(), award=given.award, words=words, by=signed_in().actor, now=now())

    facts = {"given": given, "certificates": certificates_of_award(db.session(), award_id)}
    return _asked(form, change, _("Penghargaan tersimpan."), [given.winner], **facts)


@blueprint.route("/<slug>/sertifikat/penghargaan/<int:award_id>/tarik", methods=["GET", "POST"])
def award_withdraw(slug: str, award_id: int) -> ResponseReturnValue:
    """The question, and the withdrawal."""
    given, form = queries.get_given(db.session(), this_event().id, award_id), Question()
    if not form.validate_on_submit():
        certificates = certificates_of_award(db.session(), award_id)
        return page_of("award_withdraw", form=form, given=given, certificates=certificates)
    actions.withdraw_award(db.session(), award=given.award, by=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Penghargaan ditarik."))
    return redirect(_list())


def _asked(
    form: AwardForm, act: Any, said: str, chosen: list[queries.Winner] | None = None, **facts: Any
) -> ResponseReturnValue:
    """The form's three ways: looking for a winner loses nothing, saving acts, anything else asks."""
    form.offer(_unique([*(chosen or []), *_chosen(form), *_found(form)]))
    if form.is_submitted() and not form.find.data and form.validate() and _acts(form, act):
        db.session.commit()
        flash(said)
        return redirect(_list())
    facts = {"given": None, "certificates": [], **facts}
    return page_of("award", form=form, most_found=queries.MOST_FOUND, **facts), 422 if form.errors else 200


def _acts(form: AwardForm, act: Any) -> bool:
    try:
        act(form.words())
    except WinnerUnknown as refusal:
        refuse(form.winner, refusal)
        return False
    return True


def _found(form: AwardForm) -> list[queries.Winner]:
    return queries.winners_named(db.session(), this_event().id, form.search.data or "")


def _chosen(form: AwardForm) -> list[queries.Winner]:
    try:
        winner = queries.find_winner(db.session(), this_event().id, read_winner(form.winner.data or ""))
    except WinnerUnknown:
        return []
    return [winner] if winner else []


def _unique(winners: list[queries.Winner]) -> list[queries.Winner]:
    return list({one.key: one for one in winners}.values())


def _list() -> str:
    return url_for("committee.certificates.awards", slug=this_event().slug)
