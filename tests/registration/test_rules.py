"""Names, numbers, papers, steps: decided with the values in hand."""

from datetime import timedelta

import pytest

from plm.libraries.rules import Place
from plm.registration.rules import (
    LARGEST_PAPER,
    EventRole,
    NipDoubt,
    PaperDamaged,
    PaperEmpty,
    PaperTooLarge,
    PaperType,
    PaperTypeWrong,
    ParticipantsMissing,
    PersonDetails,
    PhoneProblem,
    PhoneUnreadable,
    RegistrationClosed,
    RegistrationNotOpen,
    Step,
    StepKind,
    institution_line,
    name_line,
    next_undone,
    nip_doubt,
    paper_type,
    read_phone,
    require_people,
    require_window,
    role_of_position,
    shown_phone,
    step_before,
    step_of,
    steps_for,
    takes_seat,
)
from tests.factories import NOON

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("prefix", "name", "suffix", "line"),
    [
        ("", "Rakhmadi", "", "Rakhmadi"),
        ("", "Ernawaty", "S.Pd", "Ernawaty, S.Pd"),
        ("Dra.", "Contoh Satu", "S.Pd., M.Hum.", "Dra. Contoh Satu, S.Pd., M.Hum."),
        (" Ir. ", " H. M. Contoh ", " ", "Ir. H. M. Contoh"),
        ("", "<b>Contoh</b>", "", "<b>Contoh</b>"),
    ],
)
def test_name_stands_on_paper_as_typed(prefix, name, suffix, line):
    assert name_line(prefix, name, suffix) == line


@pytest.mark.parametrize(
    ("library", "regency", "line"),
    [
        ("Perpusdes Taman Sari", "Kabupaten Pesawaran", "Perpusdes Taman Sari, Kabupaten Pesawaran, Lampung"),
        ("Perpusdes Lampung", "Kabupaten Pesawaran", "Perpusdes Lampung, Kabupaten Pesawaran, Lampung"),
        ("Dispusip Kabupaten Pesawaran", "Kabupaten Pesawaran", "Dispusip Kabupaten Pesawaran, Lampung"),
        ("Dinas Perpustakaan Provinsi Lampung", "", "Dinas Perpustakaan Provinsi Lampung"),
        ("P" * 240, "Kabupaten Pesawaran", "P" * 240 + ", Lampung"),
    ],
)
def test_institution_says_where_the_library_lies(library, regency, line):
    assert institution_line(library, Place(regency=regency, province="Lampung")) == line


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("(0812) 3456.7890", "+6281234567890"),
        ("+60 12-345 6789", "+60123456789"),
    ],
)
def test_phone_is_kept_in_one_shape(typed, stored):
    assert read_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("0812 3456", PhoneProblem.TOO_SHORT),
        ("0", PhoneProblem.TOO_SHORT),
        ("0812345678901234", PhoneProblem.TOO_LONG),
        ("0" * 40, PhoneProblem.TOO_LONG),
        ("+62812345678901234", PhoneProblem.TOO_LONG),
        ("+1 555 0100 0000", PhoneProblem.FOREIGN),
        ("+62 812", PhoneProblem.TOO_SHORT),
        ("nol delapan", PhoneProblem.UNREADABLE),
        ("0812CALLNOW", PhoneProblem.UNREADABLE),
    ],
)
def test_unreadable_phone_says_what_is_wrong(typed, problem):
    with pytest.raises(PhoneUnreadable) as refused:
        read_phone(typed)

    assert refused.value.facts == {"problem": problem}


def test_stored_phone_is_shown_as_people_read_it():
    assert [shown_phone(text) for text in ("+6281234567890", "+60123456789", "", "rusak")] == [
        "0812 3456 7890",
        "+60 12 345 6789",
        "",
        "rusak",
    ]


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("", None),
        ("19611111 199001 1 001", None),
        ("123456789", None),
        ("198501012021211001", None),
        ("1972117 200311 1 001", NipDoubt.LENGTH),
        ("19611111 199001 1 00A", NipDoubt.NOT_DIGITS),
        ("19613111 199001 1 001", NipDoubt.BIRTH_DATE),
        ("19611111 199013 1 001", NipDoubt.APPOINTMENT),
        ("19611111 199001 3 001", NipDoubt.GENDER),
    ],
)
def test_nip_is_doubted_and_never_refused(typed, doubt):
    assert nip_doubt(typed) == doubt


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, PaperType.PDF),
        (b"\xff\xd8\xff\xe0rest", PaperType.JPEG),
        (b"\x89PNG\r\n\x1a\nrest", PaperType.PNG),
    ],
)
def test_paper_is_known_by_its_content(data, kind):
    assert paper_type(data, filename="surat.exe") is kind


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", PaperEmpty),
        (b"MZ\x90\x00 this program", PaperTypeWrong),
        (b"hello %PDF-1.7 %%EOF", PaperTypeWrong),
        (b"<svg onload=alert(1)>", PaperTypeWrong),
        (b"%PDF-1.7 cut off", PaperDamaged),
        (PDF + b"0" * LARGEST_PAPER, PaperTooLarge),
    ],
)
def test_foreign_or_broken_file_is_refused_whatever_its_name(data, refusal):
    with pytest.raises(refusal):
        paper_type(data, filename="surat.pdf")


def test_each_person_has_a_second_page_where_the_journey_is_asked():
    steps = steps_for(2, has_journey=True)

    assert [step.page for step in steps[1:5]] == [
        (StepKind.PARTICIPANT, 1),
        (StepKind.JOURNEY, 1),
        (StepKind.PARTICIPANT, 2),
        (StepKind.JOURNEY, 2),
    ]
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert step_before(steps, steps[3]) is steps[2]


def test_steps_are_answer_people_letter_review():
    assert steps_for(2) == (
        Step(StepKind.ANSWER, 1),
        Step(StepKind.PARTICIPANT, 2, 1),
        Step(StepKind.PARTICIPANT, 3, 2),
        Step(StepKind.LETTER, 4),
        Step(StepKind.REVIEW, 5),
    )


@pytest.mark.parametrize(
    ("complete", "has_letter", "kind", "person"),
    [
        (set(), False, StepKind.PARTICIPANT, 1),
        ({1}, False, StepKind.PARTICIPANT, 2),
        ({2}, True, StepKind.PARTICIPANT, 1),
        ({1, 2}, False, StepKind.LETTER, 0),
        ({1, 2}, True, StepKind.REVIEW, 0),
    ],
)
def test_draft_goes_on_with_what_is_missing(complete, has_letter, kind, person):
    steps = steps_for(2)

    done = {(StepKind.ANSWER, 0), *((StepKind.PARTICIPANT, number) for number in complete)}
    done |= {(StepKind.LETTER, 0)} if has_letter else set()

    assert next_undone(steps, done) == step_of(steps, kind, person)


def test_window_is_half_open():
    hour = timedelta(hours=1)

    require_window(opens_at=NOON, closes_at=NOON + hour, zone=None, now=NOON)
    require_window(opens_at=None, closes_at=None, zone=None, now=NOON)
    with pytest.raises(RegistrationNotOpen):
        require_window(opens_at=NOON + hour, closes_at=None, zone=None, now=NOON)
    with pytest.raises(RegistrationClosed):
        require_window(opens_at=None, closes_at=NOON, zone=None, now=NOON)


def test_people_without_number_or_position_are_named():
    whole = PersonDetails(name="Contoh", phone="+6281234567890", position="Kepala desa")
    half = PersonDetails(name="Contoh")

    require_people({1: whole}, seats=1)
    with pytest.raises(ParticipantsMissing) as refused:
        require_people({1: whole, 2: half}, seats=3)

    assert refused.value.facts == {"numbers": [2, 3]}


def test_who_works_at_the_event_takes_no_seat():
    assert role_of_position("Pendamping") is EventRole.COMPANION
    assert role_of_position("Kepala desa") is EventRole.PARTICIPANT
    assert takes_seat(frozenset({EventRole.GUEST}))
    assert takes_seat(frozenset({EventRole.SPEAKER, EventRole.PARTICIPANT}))
    assert not takes_seat(frozenset({EventRole.SPEAKER, EventRole.COMMITTEE}))
