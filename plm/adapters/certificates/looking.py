"""Which names the paper itself shows to need a look, before anything is issued."""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy.orm import Session

from plm.adapters.certificates.templates import template_of
from plm.adapters.certificates.values import sheet_of
from plm.adapters.engine import Remark, Sheet, Template, TemplateRefused, look_at
from plm.adapters.engine.values import EngineOutdated
from plm.adapters.storage import Storage
from plm.certificates.actions import identity_of, owner_of
from plm.certificates.queries import (
    Candidate,
    candidates_of,
    choices_of,
    content_of,
    find_settings,
    newest_version,
    shipped_content,
)
from plm.certificates.rules import CODE_LENGTH, Content, EarnedRole, Look, Paper, default_for, number_of
from plm.certificates.tables import CertificateSettings
from plm.events.tables import Event

# What was seen once is not set again: a template's digest with the words of one sheet.
KEPT = 20_000
_seen: OrderedDict[tuple[str, tuple[str, ...]], tuple[Look, ...]] = OrderedDict()
# The widest that a number and a code get.
WIDEST_SERIAL, WIDEST_CODE = 8888, "W" * CODE_LENGTH


@dataclass(frozen=True)
class DryRun:
    """Everybody with what wants an eye; `tried` when the names due were set in their templates."""

    lines: tuple[tuple[Candidate, tuple[Look, ...]], ...]
    tried: bool


def dry_run(session: Session, storage: Storage, event: Event, *, public_url: str) -> DryRun:
    """Everybody of the event, and every name that needs a look before anything is issued."""
    found = candidates_of(session, event)
    due = [one for one in found if one.is_due]
    on_paper = _on_paper(session, storage, event, due, public_url=public_url)
    if on_paper is None:
        return DryRun(tuple((one, one.looks) for one in found), tried=not due)
    shown = dict(zip(map(id, due), on_paper, strict=True))
    return DryRun(tuple((one, _together(one.looks, shown.get(id(one)))) for one in found), tried=True)


def _together(typed: tuple[Look, ...], shown: tuple[Look, ...] | None) -> tuple[Look, ...]:
    """The paper knows better than the count of letters what is too long."""
    return typed if shown is None else (*(look for look in typed if look is not Look.VERY_LONG), *shown)


def _on_paper(
    session: Session, storage: Storage, event: Event, due: Sequence[Candidate], *, public_url: str
) -> list[tuple[Look, ...]] | None:
    """In order; None where no paper can be set yet."""
    settings = find_settings(session, event.id)
    if settings is None or settings.signed_on is None:
        return None
    places: defaultdict[EarnedRole, list[int]] = defaultdict(list)
    for place, one in enumerate(due):
        places[one.role].append(place)
    looks: dict[int, tuple[Look, ...]] = {}
    try:
        for role, numbers in places.items():
            template = template_of(_content(session, event.id, role), storage)
            sheets = [_sheet(due[number], event, settings, public_url) for number in numbers]
            looks |= dict(zip(numbers, _looks(template, sheets), strict=True))
    except (TemplateRefused, EngineOutdated):
        return None
    return [looks[place] for place in range(len(due))]


def _content(session: Session, event_id: int, role: EarnedRole) -> Content:
    """What a role would be printed with; nothing is laid down for a look."""
    chosen = choices_of(session, event_id).get(role)
    if chosen is None:
        return shipped_content(default_for(role).folder)
    return content_of(newest_version(session, chosen))


def _sheet(one: Candidate, event: Event, settings: CertificateSettings, public_url: str) -> Sheet:
    identity = identity_of(owner_of(one), event, settings)
    number = number_of(settings.number_pattern, serial=WIDEST_SERIAL, on=identity.signed_on)
    paper = Paper(event.id, number, WIDEST_CODE, one.role, identity)
    return replace(sheet_of(paper, public_url=public_url, statement=""), qr="")


def _looks(template: Template, sheets: list[Sheet]) -> list[tuple[Look, ...]]:
    digest = _digest(template)
    keys = [(digest, tuple(sheet.values.values())) for sheet in sheets]
    fresh = {key: sheet for key, sheet in zip(keys, sheets, strict=True) if key not in _seen}
    if fresh:
        for key, remarks in zip(fresh, look_at(template, list(fresh.values())), strict=True):
            _seen[key] = tuple(Look(remark.value) for remark in Remark if remark in remarks)
    found = [_seen[key] for key in keys]
    while len(_seen) > KEPT:
        _seen.popitem(last=False)
    return found


def _digest(template: Template) -> str:
    said = sha256(f"{template.html}\0{template.css}\0{template.author}".encode())
    for name, content in sorted(template.images.items()):
        said.update(name.encode() + sha256(content).digest())
    return said.hexdigest()
