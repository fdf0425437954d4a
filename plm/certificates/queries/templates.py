"""Reading an event's templates, their versions, and which role is printed with which."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.certificates.queries.shipped import shipped_content
from plm.certificates.rules import DEFAULT_NAMES, Content, EarnedRole, TemplateKind, default_for
from plm.certificates.tables import (
    CertificateTemplate,
    CertificateTemplateChoice,
    CertificateTemplateVersion,
)
from plm.errors import NotFound


@dataclass(frozen=True)
class TemplateLine:
    """A template with its newest version and the roles printed with it."""

    template: CertificateTemplate
    version: CertificateTemplateVersion
    roles: tuple[EarnedRole, ...]


def templates_of(session: Session, event_id: int) -> list[TemplateLine]:
    """All templates by name, the archived ones last."""
    newest = (
        select(CertificateTemplateVersion.template_id, func.max(CertificateTemplateVersion.number).label("number"))
        .group_by(CertificateTemplateVersion.template_id)
        .subquery()
    )
    query = (
        select(CertificateTemplate, CertificateTemplateVersion)
        .join(newest, newest.c.template_id == CertificateTemplate.id)
        .join(
            CertificateTemplateVersion,
            (CertificateTemplateVersion.template_id == newest.c.template_id)
            & (CertificateTemplateVersion.number == newest.c.number),
        )
        .where(CertificateTemplate.event_id == event_id)
        .order_by(CertificateTemplate.archived_at.is_not(None), CertificateTemplate.name)
    )
    rows = session.execute(query).all()
    chosen = roles_by_template(session, event_id)
    return [TemplateLine(template, version, chosen.get(template.id, ())) for template, version in rows]


def badge_content(session: Session, event_id: int) -> Content:
    """What name badges are printed with: the newest of the event's own, else ours."""
    query = (
        select(CertificateTemplateVersion)
        .join(CertificateTemplate, CertificateTemplate.id == CertificateTemplateVersion.template_id)
        .where(
            CertificateTemplate.event_id == event_id,
            CertificateTemplate.kind == TemplateKind.BADGE,
            CertificateTemplate.archived_at.is_(None),
        )
        .order_by(CertificateTemplateVersion.created_at.desc(), CertificateTemplateVersion.id.desc())
    )
    newest = session.scalars(query).first()
    return content_of(newest) if newest else shipped_content("kartu")


def content_of(version: CertificateTemplateVersion) -> Content:
    """What a version says."""
    return Content(version.html, version.css, dict(version.images), version.shipped)


def roles_by_template(session: Session, event_id: int) -> dict[int, tuple[EarnedRole, ...]]:
    """Which roles are printed with which template; where nobody chose, with ours if it stands in the event."""
    choices = choices_of(session, event_id)
    named = select(CertificateTemplate.name, CertificateTemplate.id).where(
        CertificateTemplate.event_id == event_id, CertificateTemplate.name.in_(DEFAULT_NAMES.values())
    )
    ours: dict[str, int] = {row.name: row.id for row in session.execute(named)}
    held: dict[int, tuple[EarnedRole, ...]] = {}
    for role in EarnedRole:
        template_id = choices.get(role) or ours.get(DEFAULT_NAMES[default_for(role).folder])
        if template_id is not None:
            held[template_id] = (*held.get(template_id, ()), role)
    return held


def choices_of(session: Session, event_id: int) -> dict[EarnedRole, int]:
    """The template of each role that somebody chose one for."""
    query = select(CertificateTemplateChoice).where(CertificateTemplateChoice.event_id == event_id)
    return {choice.role: choice.template_id for choice in session.scalars(query)}


def find_template(session: Session, event_id: int, name: str) -> CertificateTemplate | None:
    query = select(CertificateTemplate).where(
        CertificateTemplate.event_id == event_id, CertificateTemplate.name == name
    )
    return session.scalar(query)


def get_template(session: Session, event_id: int, template_id: int) -> CertificateTemplate:
    """The template, of this event; raises NotFound."""
    template = session.get(CertificateTemplate, template_id)
    if template is None or template.event_id != event_id:
        raise NotFound(what="template", value=template_id)
    return template


def versions_of(session: Session, template_id: int) -> Sequence[CertificateTemplateVersion]:
    """The newest first."""
    query = (
        select(CertificateTemplateVersion)
        .where(CertificateTemplateVersion.template_id == template_id)
        .order_by(CertificateTemplateVersion.number.desc())
    )
    return session.scalars(query).all()


def newest_version(session: Session, template_id: int) -> CertificateTemplateVersion:
    """What the template says now."""
    query = (
        select(CertificateTemplateVersion)
        .where(CertificateTemplateVersion.template_id == template_id)
        .order_by(CertificateTemplateVersion.number.desc())
        .limit(1)
    )
    return session.scalars(query).one()


def get_version(session: Session, template_id: int, number: int) -> CertificateTemplateVersion:
    """One version by its number; raises NotFound."""
    query = select(CertificateTemplateVersion).where(
        CertificateTemplateVersion.template_id == template_id, CertificateTemplateVersion.number == number
    )
    version = session.scalar(query)
    if version is None:
        raise NotFound(what="template", value=template_id)
    return version


def get_version_by_id(session: Session, version_id: int) -> CertificateTemplateVersion:
    """For printing, whose rows hold the id."""
    return session.get_one(CertificateTemplateVersion, version_id)
