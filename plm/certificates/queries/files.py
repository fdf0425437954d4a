"""Certificates that can be handed out, page by page, so that thousands never lie in memory together."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from plm.awards.tables import Award
from plm.certificates.rules import Authority, CertificateState, EarnedRole, Identity, Paper, StoredPdf
from plm.certificates.tables import Certificate, CertificatePack, CertificateTemplate, CertificateTemplateVersion
from plm.registration.tables import Participant

PAGE = 500


@dataclass(frozen=True)
class Selection:
    """Which certificates of an event; `library_id` is a delegation's people and what their library won."""

    event_id: int
    role: EarnedRole | None = None
    run_id: int | None = None
    library_id: int | None = None
    delegation_id: int | None = None
    template_version_id: int | None = None


@dataclass(frozen=True)
class CertificateFile:
    """One valid, printed and signed certificate; `signer` and `authority` as they stand in it."""

    certificate_id: int
    serial: int
    name: str
    paper: Paper
    template_version_id: int | None
    place: StoredPdf
    signer: str = ""
    authority: Authority | None = None


def files_of(session: Session, selection: Selection) -> Iterator[CertificateFile]:
    """In order of number; no transaction stays open between the pages."""
    after = 0
    while page := _page(session, selection, after):
        session.commit()
        yield from page
        after = page[-1].serial


def count_files(session: Session, selection: Selection) -> int:
    """How many there are to hand out."""
    return len(session.scalars(select(Certificate.id).where(_handed_out(selection))).all())


@dataclass(frozen=True)
class TemplateUse:
    """A version of a template, and how many of the chosen certificates were issued with it."""

    version_id: int
    name: str
    number: int
    certificates: int


def templates_used(session: Session, selection: Selection) -> list[TemplateUse]:
    """The templates of what can be handed out, by name."""
    version, template = CertificateTemplateVersion, CertificateTemplate
    query = (
        select(version.id, template.name, version.number, func.count())
        .select_from(Certificate)
        .join(version, version.id == Certificate.template_version_id)
        .join(template, template.id == version.template_id)
        .where(_handed_out(selection))
        .group_by(version.id, template.name, version.number)
        .order_by(template.name, version.number)
    )
    return [TemplateUse(*row) for row in session.execute(query)]


def _page(session: Session, selection: Selection, after: int) -> list[CertificateFile]:
    columns = (
        Certificate.id, Certificate.serial, Certificate.number, Certificate.code, Certificate.role,
        Certificate.identity, Certificate.template_version_id,
        Certificate.storage_key, Certificate.tail_at, Certificate.tail_size, Certificate.signer, Certificate.authority,
        CertificatePack.storage_key.label("pack_key"), CertificatePack.prefix_size,
    )  # fmt: skip
    query = (
        select(*columns)
        .outerjoin(CertificatePack, CertificatePack.id == Certificate.pack_id)
        .where(_handed_out(selection), Certificate.serial > after)
        .order_by(Certificate.serial)
        .limit(PAGE)
    )
    return [_file(row, selection.event_id) for row in session.execute(query)]


def _file(row, event_id: int) -> CertificateFile:  # type: ignore[no-untyped-def]  # SQLAlchemy's Row says no more
    identity = Identity.from_document(row.identity)
    whole = StoredPdf(row.storage_key) if row.storage_key else None
    return CertificateFile(
        certificate_id=row.id,
        serial=row.serial,
        name=identity.name,
        paper=Paper(event_id, row.number, row.code, row.role, identity),
        template_version_id=row.template_version_id,
        place=whole or StoredPdf(row.pack_key, row.prefix_size, row.tail_at, row.tail_size),
        signer=row.signer,
        authority=row.authority,
    )


def _handed_out(selection: Selection) -> ColumnElement[bool]:
    conditions = [
        Certificate.event_id == selection.event_id,
        Certificate.state == CertificateState.ISSUED,
        Certificate.awaits_seal.is_(False),
        or_(Certificate.storage_key.is_not(None), Certificate.pack_id.is_not(None)),
    ]
    if selection.role is not None:
        conditions.append(Certificate.role == selection.role)
    if selection.run_id is not None:
        conditions.append(Certificate.run_id == selection.run_id)
    if selection.template_version_id is not None:
        conditions.append(Certificate.template_version_id == selection.template_version_id)
    if selection.delegation_id is not None:
        conditions.append(_of_delegation(selection.delegation_id, selection.library_id))
    return and_(*conditions)


def _of_delegation(delegation_id: int, library_id: int | None) -> ColumnElement[bool]:
    people = select(Participant.id).where(Participant.delegation_id == delegation_id)
    won = select(Award.id).where(Award.library_id == library_id)
    return or_(Certificate.participant_id.in_(people), Certificate.award_id.in_(won))
