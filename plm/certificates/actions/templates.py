"""Making, changing and choosing templates; a version once kept never changes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import (
    choices_of,
    content_of,
    find_template,
    get_template,
    newest_version,
    roles_by_template,
    shipped_content,
)
from plm.certificates.rules import (
    DEFAULT_NAMES,
    Content,
    EarnedRole,
    TemplateChanged,
    TemplateInUse,
    TemplateKind,
    TemplateNameTaken,
    TemplateUnfit,
    check_content,
    default_for,
    serves,
)
from plm.certificates.tables import (
    CertificateTemplate,
    CertificateTemplateChoice,
    CertificateTemplateVersion,
)
from plm.events.tables import Event


def version_for(session: Session, *, event: Event, role: EarnedRole, now: datetime, by: str) -> int:
    """The version that a role's certificates are issued with now; ours is laid down where nobody chose."""
    chosen = choices_of(session, event.id).get(role)
    if chosen is None:
        chosen = _default_template(session, event.id, role, now=now, by=by).id
    return newest_version(session, chosen).id


def _default_template(
    session: Session, event_id: int, role: EarnedRole, *, now: datetime, by: str
) -> CertificateTemplate:
    """Whoever comes second, even at the same instant, finds what the first laid down."""
    ours = default_for(role)
    name = DEFAULT_NAMES[ours.folder]
    if found := find_template(session, event_id, name):
        return found
    content = shipped_content(ours.folder)
    try:
        return create_template(session, event_id=event_id, kind=ours.kind, name=name, content=content, by=by, now=now)
    except TemplateNameTaken:
        return _there(find_template(session, event_id, name))


def _there(template: CertificateTemplate | None) -> CertificateTemplate:
    if template is None:
        raise LookupError("a name is taken by a template that cannot be read")
    return template


def create_template(
    session: Session, *, event_id: int, kind: TemplateKind, name: str, content: Content, by: str, now: datetime
) -> CertificateTemplate:
    """A template with its version 1; raises TemplateTextRefused, TemplateNameTaken."""
    check_content(kind, content)
    template = CertificateTemplate(event_id=event_id, kind=kind, name=name, created_at=now, created_by=by)
    try:
        with session.begin_nested():
            session.add(template)
            session.flush()
            session.add(_version(template.id, 1, content, by=by, now=now))
            session.flush()
    except IntegrityError as taken:
        raise TemplateNameTaken(name=name) from taken
    _note(session, template, "create", by=by, now=now, name=name)
    return template


def save_template(
    session: Session, *, template: CertificateTemplate, content: Content, seen: int, by: str, now: datetime
) -> int:
    """A new version after the one that was seen, its number; the same text again makes none."""
    check_content(template.kind, content)
    newest = newest_version(session, template.id)
    if newest.number != seen:
        raise TemplateChanged(number=newest.number)
    if content_of(newest) == content:
        return newest.number
    return _add_version(session, template, newest.number + 1, content, by=by, now=now)


def restore_version(
    session: Session, *, template: CertificateTemplate, version: CertificateTemplateVersion, by: str, now: datetime
) -> int:
    """What an old version said becomes the newest, as a version of its own."""
    newest = newest_version(session, template.id)
    content = content_of(version)
    return save_template(session, template=template, content=content, seen=newest.number, by=by, now=now)


def archive_template(session: Session, *, template: CertificateTemplate, by: str, now: datetime) -> None:
    """Out of the lists; what was issued with it stays. Raises TemplateInUse."""
    if roles := roles_by_template(session, template.event_id).get(template.id):
        raise TemplateInUse(roles=roles)
    template.archived_at = now
    _note(session, template, "archive", by=by, now=now)


def choose_templates(
    session: Session, *, event_id: int, chosen: Mapping[EarnedRole, int | None], by: str, now: datetime
) -> None:
    """Which template each role is printed with from now on; None for ours. Raises TemplateUnfit."""
    for role, template_id in chosen.items():
        _choose(session, event_id, role, template_id)
    session.flush()
    facts = {role.value: template_id for role, template_id in chosen.items()}
    record(
        session,
        actor=by,
        verb="certificates.templates.choose",
        subject=f"event:{event_id}",
        now=now,
        event_id=event_id,
        facts=facts,
    )


def _choose(session: Session, event_id: int, role: EarnedRole, template_id: int | None) -> None:
    held = session.get(CertificateTemplateChoice, (event_id, role))
    if template_id is None:
        if held is not None:
            session.delete(held)
        return
    template = get_template(session, event_id, template_id)
    if template.archived_at is not None or not serves(template.kind, role):
        raise TemplateUnfit(name=template.name)
    session.merge(CertificateTemplateChoice(event_id=event_id, role=role, template_id=template_id))


def _add_version(
    session: Session, template: CertificateTemplate, number: int, content: Content, *, by: str, now: datetime
) -> int:
    try:
        with session.begin_nested():
            session.add(_version(template.id, number, content, by=by, now=now))
            session.flush()
    except IntegrityError as taken:
        raise TemplateChanged(number=number) from taken
    _note(session, template, "save", by=by, now=now, number=number)
    return number


def _version(template_id: int, number: int, content: Content, *, by: str, now: datetime) -> CertificateTemplateVersion:
    return CertificateTemplateVersion(
        template_id=template_id,
        number=number,
        html=content.html,
        css=content.css,
        images=content.images,
        shipped=content.shipped,
        created_at=now,
        created_by=by,
    )


def _note(
    session: Session, template: CertificateTemplate, verb: str, *, by: str, now: datetime, **facts: object
) -> None:
    record(
        session,
        actor=by,
        verb=f"certificates.templates.{verb}",
        subject=f"certificate_template:{template.id}",
        now=now,
        event_id=template.event_id,
        facts=facts,
    )
