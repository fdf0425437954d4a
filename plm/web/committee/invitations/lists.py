"""The list: who is invited, what they answered, each one's link, and what there is to do."""

from datetime import timedelta

from flask import current_app, render_template, request, url_for

from plm.clock import now
from plm.eligibility.queries import eligible_library_ids
from plm.extensions import db
from plm.invitations.queries import (
    InvitationLine,
    free_places,
    invitations_of,
    invited_library_ids,
    open_questions,
    reply_counts,
    todo_of,
    token_of,
)
from plm.invitations.rules import Reply, ReplyTab
from plm.libraries.queries import places_of
from plm.outbox.queries import mail_counts
from plm.outbox.rules import TROUBLED
from plm.web.addresses import asked_page
from plm.web.committee.invitations.room import blueprint, secret
from plm.web.committee.invitations.sending import PATIENCE
from plm.web.guards import may_change, this_event
from plm.wording import whatsapp

PER_PAGE = 50


@blueprint.get("/<slug>/undangan/")
def index(slug: str) -> str:
    """Who is invited, what they answered, and each one's link."""
    session, event, moment = db.session(), this_event(), now()
    tab = _chosen_tab()
    replies = tab.replies if tab else tuple(Reply)
    text = request.args.get("cari", "").strip()
    page = asked_page()
    asking = tab is ReplyTab.ASKING
    lines = invitations_of(
        session, event.id, replies=replies, asking=asking, search=text, limit=PER_PAGE, offset=PER_PAGE * (page - 1)
    )
    counts, invited = reply_counts(session, event.id, search=text), invited_library_ids(session, event.id)
    todo = todo_of(session, event.id, before=moment - timedelta(days=PATIENCE[0]), now=moment)
    changes = may_change()
    return render_template(
        "committee/invitations/index.html",
        event=event,
        lines=lines,
        places=places_of(session, [line.library.region_code for line in lines]),
        links={line.invitation.id: _link(line) for line in lines} if changes else {},
        counts=counts,
        invited=len(invited),
        to_invite=len(eligible_library_ids(session, event.id) - invited),
        todo=todo,
        free=free_places(session, event.id, now=moment),
        asked=open_questions(session, event.id),
        troubled=sum(mail_counts(session, event.id)[state] for state in TROUBLED),
        total=todo.asking if asking else sum(counts[reply] for reply in replies),
        tab=tab,
        text=text,
        page=page,
        per_page=PER_PAGE,
        may_change=changes,
        now=moment,
    )


def _link(line: InvitationLine) -> dict[str, str]:
    """The personal link, and the same inside a ready WhatsApp message when there is a number."""
    event = this_event()
    path = url_for("public.reply.index", token=token_of(line.invitation, secret()))
    url = f"{current_app.extensions['settings'].public_url}{path}"
    if not line.library.phone:
        return {"url": url, "whatsapp": ""}
    words = "reminder_message" if line.invitation.sent_at else "invitation_message"
    text = render_template(
        f"mail/{words}.txt", event=event, library=line.library, url=url, expires_at=line.invitation.expires_at
    )
    return {"url": url, "whatsapp": whatsapp(line.library.phone, text.strip())}


def _chosen_tab() -> ReplyTab | None:
    word = request.args.get("jawaban", "")
    return ReplyTab(word) if word in set(ReplyTab) else None
