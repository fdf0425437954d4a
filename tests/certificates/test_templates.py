from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from plm.adapters.certificates import load_template
from plm.adapters.storage import Storage
from plm.audit.tables import AuditEntry
from plm.certificates.actions import (
    archive_template,
    choose_templates,
    create_template,
    save_template,
    version_for,
)
from plm.certificates.queries import newest_version, sample_papers, shipped_content, templates_of
from plm.certificates.rules import (
    Content,
    EarnedRole,
    TemplateChanged,
    TemplateInUse,
    TemplateKind,
    TemplateProblem,
    TemplateTextRefused,
    TemplateUnfit,
    check_content,
)
from plm.certificates.tables import CertificateTemplate, CertificateTemplateVersion
from plm.events.tables import Event
from tests.certificates.scenes import make_person
from tests.factories import NOON, make_event

LEAST = '<p>{nama} {nomor} {kode} {pernyataan}</p><img data-qr alt="Kode QR">'


def content(html: str = LEAST, css: str = "", **images: str) -> Content:
    return Content(html, css, images)


def make_template(
    session: Session, event: Event, name: str = "Kami", kind: TemplateKind = TemplateKind.CERTIFICATE
) -> CertificateTemplate:
    held = shipped_content({TemplateKind.BADGE: "kartu", TemplateKind.AWARD: "piagam"}.get(kind, "lanskap"))
    return create_template(session, event_id=event.id, kind=kind, name=name, content=held, by="account:1", now=NOON)


def version_now(session: Session, event: Event, role: EarnedRole) -> int:
    return version_for(session, event=event, role=role, now=NOON, by="account:1")


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        (content(), ()),
        (content(LEAST.replace("{nama}", "{nma}")), (("unknown_place", "nma"), ("place_missing", "nama"))),
        (content(LEAST.replace(" data-qr", "")), (("qr_missing", ""),)),
        (content("<style>p{}</style>" + LEAST), (("forbidden_element", "style"),)),
        (content("<ScRiPt>1</ScRiPt>" + LEAST), (("forbidden_element", "script"),)),
        (content(LEAST, "p { content: '{nama}' }"), (("place_in_css", "nama"),)),
        (content(LEAST, "p{color:red}"), ()),
        (content(LEAST, "p { background: url(asset:logo.png) }"), (("image_unknown", "logo.png"),)),
        (content(LEAST + '<img src="asset:logo.png">'), (("image_unknown", "logo.png"),)),
        (content(LEAST, "@font-face { src: url(asset:fonts/NotoSans-Regular.ttf) }"), ()),
        (content("x" * 60_001, "y" * 60_001), (("html_too_long", ""), ("css_too_long", ""))),
    ],
)
def test_what_a_template_may_say(changed: Content, problems: tuple[tuple[str, str], ...]) -> None:
    found: tuple[tuple[TemplateProblem, str], ...] = ()
    try:
        check_content(TemplateKind.CERTIFICATE, changed)
    except TemplateTextRefused as refusal:
        found = refusal.facts["problems"]  # type: ignore[assignment]  # the rule's pairs

    assert found == problems


def test_where_nobody_chose_ours_is_laid_down_once(session: Session) -> None:
    event = make_event(session)

    versions = [version_now(session, event, role) for role in (EarnedRole.PARTICIPANT, EarnedRole.SPEAKER)]
    award = version_now(session, event, EarnedRole.WINNER)

    lines = {line.template.name: line.version.id for line in templates_of(session, event.id)}
    assert lines == {"Sertifikat bawaan": versions[0], "Piagam bawaan": award}
    assert versions[0] == versions[1]


def test_a_choice_holds_for_its_role_and_follows_the_newest_version(session: Session) -> None:
    event = make_event(session)
    template = make_template(session, event)
    choose_templates(session, event_id=event.id, chosen={EarnedRole.SPEAKER: template.id}, by="account:1", now=NOON)
    first = version_now(session, event, EarnedRole.SPEAKER)

    held = shipped_content("potret")
    save_template(session, template=template, content=held, seen=1, by="account:1", now=NOON)

    second = version_now(session, event, EarnedRole.SPEAKER)
    assert first != second == newest_version(session, template.id).id
    assert version_now(session, event, EarnedRole.PARTICIPANT) not in (first, second)


def test_the_same_text_again_makes_no_version_and_a_stale_one_is_refused(session: Session) -> None:
    template = make_template(session, make_event(session))
    same = save_template(
        session, template=template, content=shipped_content("lanskap"), seen=1, by="account:1", now=NOON
    )
    save_template(session, template=template, content=content(), seen=1, by="account:1", now=NOON)

    with pytest.raises(TemplateChanged) as refused:
        save_template(session, template=template, content=content(css="p{}"), seen=1, by="account:1", now=NOON)

    assert (same, refused.value.facts) == (1, {"number": 2})


@pytest.mark.parametrize(
    ("kind", "role", "fits"),
    [
        (TemplateKind.CERTIFICATE, EarnedRole.WINNER, True),
        (TemplateKind.LETTER, EarnedRole.PARTICIPANT, True),
        (TemplateKind.AWARD, EarnedRole.WINNER, True),
        (TemplateKind.AWARD, EarnedRole.PARTICIPANT, False),
        (TemplateKind.BADGE, EarnedRole.PARTICIPANT, False),
    ],
)
def test_which_kind_serves_which_role(session: Session, kind: TemplateKind, role: EarnedRole, fits: bool) -> None:
    event = make_event(session)
    template = make_template(session, event, kind=kind)
    chosen = {role: template.id}

    if fits:
        choose_templates(session, event_id=event.id, chosen=chosen, by="account:1", now=NOON)
        assert version_now(session, event, role) == newest_version(session, template.id).id
        return
    with pytest.raises(TemplateUnfit):
        choose_templates(session, event_id=event.id, chosen=chosen, by="account:1", now=NOON)


def test_an_archived_template_is_chosen_no_more_and_a_used_one_not_archived(session: Session) -> None:
    event = make_event(session)
    used, other = make_template(session, event, "A"), make_template(session, event, "B")
    choose_templates(session, event_id=event.id, chosen={EarnedRole.JUROR: used.id}, by="account:1", now=NOON)

    archive_template(session, template=other, by="account:1", now=NOON + timedelta(minutes=1))

    with pytest.raises(TemplateInUse) as refused:
        archive_template(session, template=used, by="account:1", now=NOON)
    assert refused.value.facts == {"roles": (EarnedRole.JUROR,)}
    with pytest.raises(TemplateUnfit):
        choose_templates(session, event_id=event.id, chosen={EarnedRole.JUROR: other.id}, by="account:1", now=NOON)


@pytest.mark.parametrize("deed", ["UPDATE {} SET html = 'x'", "DELETE FROM {}"])
def test_the_database_itself_lets_no_version_change(session: Session, deed: str) -> None:
    make_template(session, make_event(session))

    with pytest.raises(DatabaseError, match="immutable"), session.begin_nested():
        session.execute(text(deed.format(CertificateTemplateVersion.__tablename__)))


def test_a_version_keeps_its_images_in_storage(session: Session, tmp_path: Path) -> None:
    event, storage = make_event(session), Storage(str(tmp_path))

    loaded = load_template(session, storage, version_now(session, event, EarnedRole.PARTICIPANT))

    held = shipped_content("lanskap")
    assert (loaded.html, loaded.css) == (held.html, held.css)
    assert loaded.images == {name: storage.get(key) for name, key in held.images.items()}


def test_papers_to_try_are_of_the_longest_and_the_shortest_name_and_who_is_asked_for(session: Session) -> None:
    event = make_event(session)
    for name in ("Budi", "Ani", "Contoh Nama Panjang"):
        make_person(session, event, name=name, title_suffix="")

    papers = sample_papers(session, event, TemplateKind.CERTIFICATE, named="budi")
    stranger = sample_papers(session, event, TemplateKind.AWARD, named="Siapa Saja")

    assert [paper.identity.name for paper in papers] == ["Contoh Nama Panjang", "Ani", "Budi"]
    assert stranger[-1].identity.name == "Siapa Saja"
    assert {paper.role for paper in stranger} == {EarnedRole.WINNER}


def test_each_change_leaves_its_trace(session: Session) -> None:
    event = make_event(session)
    template = make_template(session, event)
    save_template(session, template=template, content=content(), seen=1, by="account:1", now=NOON)
    archive_template(session, template=template, by="account:1", now=NOON)

    verbs = [entry.verb for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert verbs == [f"certificates.templates.{deed}" for deed in ("create", "save", "archive")]
