from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.certificates.rules import (
    Attendance,
    Decision,
    Earned,
    EarnedRole,
    Ground,
    Lack,
    Look,
    NotEarned,
    Policy,
    Standing,
    Unmet,
    decide,
    decide_award,
    looks_of,
)
from plm.events.rules import EventMode
from plm.registration.rules import ParticipantState

FIRST, SECOND, THIRD = date(2024, 11, 6), date(2024, 11, 7), date(2024, 11, 8)
HERE = frozenset({(FIRST, 1)})
ONSITE, ONLINE = Policy(EventMode.ONSITE), Policy(EventMode.ONLINE, Attendance.NONE)
SHARE = Policy(EventMode.ONSITE, Attendance.SHARE, 70, basis_checkpoint_ids=frozenset({1, 2, 3, 4, 5}))
EACH_DAY = Policy(EventMode.ONSITE, Attendance.EACH_DAY, basis_days=frozenset({FIRST, SECOND, THIRD}))
PAPERS = replace(ONSITE, papers_required=True)
FEEDBACK = replace(ONSITE, feedback_required=True)
NOT_PRESENT = NotEarned((Lack(Unmet.NOT_PRESENT),))


def standing(**changes: object) -> Standing:
    values = {
        "role": EarnedRole.PARTICIPANT,
        "state": ParticipantState.ACTIVE,
        "submitted": True,
        "entries": HERE,
    }
    return Standing(**{**values, **changes})  # type: ignore[arg-type]


def at(*checkpoint_ids: int) -> frozenset[tuple[date, int]]:
    return frozenset((FIRST, checkpoint_id) for checkpoint_id in checkpoint_ids)


@pytest.mark.parametrize(
    ("changes", "policy", "decision"),
    [
        ({}, ONSITE, Earned((Ground.PRESENT,))),
        ({"role": EarnedRole.SPEAKER}, ONSITE, Earned((Ground.PRESENT,))),
        ({"role": EarnedRole.JUROR}, ONSITE, Earned((Ground.PRESENT,))),
        ({"entries": frozenset()}, ONSITE, NOT_PRESENT),
        ({"entries": frozenset()}, ONLINE, Earned((Ground.SUBMITTED,))),
        ({}, ONLINE, Earned((Ground.PRESENT,))),
        ({"entries": frozenset()}, Policy(EventMode.ONLINE), NOT_PRESENT),
        ({"entries": frozenset()}, Policy(EventMode.HYBRID, Attendance.NONE), NOT_PRESENT),
        ({"submitted": False}, ONLINE, NotEarned((Lack(Unmet.NOT_SUBMITTED),))),
        ({"role": EarnedRole.GUEST}, ONSITE, NotEarned((Lack(Unmet.ROLE_EARNS_NONE),))),
        (
            {"state": ParticipantState.CANCELLED, "submitted": False, "entries": frozenset()},
            ONSITE,
            NotEarned((Lack(Unmet.NOT_TAKING_PART), Lack(Unmet.NOT_SUBMITTED), Lack(Unmet.NOT_PRESENT))),
        ),
    ],
)
def test_a_certificate_rests_on_attendance_and_says_every_reason(changes, policy, decision) -> None:
    assert decide(standing(**changes), policy) == decision


@pytest.mark.parametrize(
    ("entries", "decision"),
    [
        (at(1, 2, 3), NotEarned((Lack(Unmet.SHARE_NOT_REACHED, had=3, needs=4, out_of=5),))),
        (at(1, 2, 3, 4), Earned((Ground.SHARE,), had=4, out_of=5)),
        (at(1, 2, 3, 4, 5), Earned((Ground.SHARE,), had=5, out_of=5)),
        (at(1, 2, 3, 98, 99), NotEarned((Lack(Unmet.SHARE_NOT_REACHED, had=3, needs=4, out_of=5),))),
        (
            frozenset({(FIRST, 1), (SECOND, 1), (THIRD, 1), (THIRD, 2)}),
            NotEarned((Lack(Unmet.SHARE_NOT_REACHED, had=2, needs=4, out_of=5),)),
        ),
    ],
)
def test_a_share_counts_the_checkpoints_of_the_basis_once_each_and_rounds_up(entries, decision) -> None:
    assert decide(standing(entries=entries), SHARE) == decision


@pytest.mark.parametrize(
    ("days", "decision"),
    [
        (
            {FIRST},
            NotEarned((Lack(Unmet.DAYS_MISSING, had=1, needs=3, out_of=3, days=(SECOND, THIRD)),)),
        ),
        ({FIRST, SECOND, THIRD}, Earned((Ground.EACH_DAY,), had=3, out_of=3)),
        ({FIRST, SECOND, date(2024, 11, 9)}, NotEarned((Lack(Unmet.DAYS_MISSING, 2, 3, 3, (THIRD,)),))),
    ],
)
def test_each_day_names_the_days_that_are_missing(days, decision) -> None:
    assert decide(standing(entries=frozenset((day, 7) for day in days)), EACH_DAY) == decision


@pytest.mark.parametrize(
    "policy",
    [
        Policy(EventMode.ONSITE, Attendance.SHARE, 70),
        Policy(EventMode.ONSITE, Attendance.SHARE, basis_checkpoint_ids=frozenset({1})),
        Policy(EventMode.ONSITE, Attendance.EACH_DAY),
    ],
)
def test_without_the_basis_nobody_earns_one(policy) -> None:
    assert decide(standing(entries=at(1, 2, 3)), policy) == NotEarned((Lack(Unmet.BASIS_MISSING),))


@pytest.mark.parametrize("role", sorted(set(EarnedRole) - {EarnedRole.PARTICIPANT, EarnedRole.COMPANION}))
@pytest.mark.parametrize("policy", [SHARE, EACH_DAY, FEEDBACK])
def test_only_who_comes_to_learn_is_asked_for_more_than_one_entry(role, policy) -> None:
    expected = NotEarned((Lack(Unmet.ROLE_EARNS_NONE),)) if role is EarnedRole.GUEST else Earned((Ground.PRESENT,))

    assert decide(standing(role=role), policy) == expected


@pytest.mark.parametrize(
    ("changes", "policy", "decision"),
    [
        ({"papers_missing": ("", "SPPD")}, ONSITE, Earned((Ground.PRESENT,))),
        (
            {"papers_missing": ("", "SPPD")},
            PAPERS,
            NotEarned((Lack(Unmet.PAPERS_MISSING, papers=("", "SPPD")),)),
        ),
        ({}, PAPERS, Earned((Ground.PRESENT, Ground.PAPERS))),
        ({}, FEEDBACK, NotEarned((Lack(Unmet.FEEDBACK_MISSING),))),
        ({"feedback_given": True}, FEEDBACK, Earned((Ground.PRESENT, Ground.FEEDBACK))),
    ],
)
def test_papers_and_feedback_count_where_they_are_asked(changes, policy, decision) -> None:
    assert decide(standing(**changes), policy) == decision


@pytest.mark.parametrize(
    ("withdrawn", "state", "decision"),
    [
        (False, None, Earned((Ground.AWARD,))),
        (False, ParticipantState.ACTIVE, Earned((Ground.AWARD,))),
        (True, None, NotEarned((Lack(Unmet.AWARD_WITHDRAWN),))),
        (False, ParticipantState.MERGED, NotEarned((Lack(Unmet.NOT_TAKING_PART),))),
        (
            True,
            ParticipantState.CANCELLED,
            NotEarned((Lack(Unmet.AWARD_WITHDRAWN), Lack(Unmet.NOT_TAKING_PART))),
        ),
    ],
)
def test_an_award_asks_for_no_attendance(withdrawn, state, decision: Decision) -> None:
    assert decide_award(withdrawn=withdrawn, state=state) == decision


days = st.sampled_from([FIRST, SECOND, THIRD, date(2024, 11, 9)])
checkpoints = st.integers(1, 6)
policies = st.builds(
    Policy,
    mode=st.sampled_from(EventMode),
    attendance=st.sampled_from(Attendance),
    share_percent=st.none() | st.integers(1, 100),
    basis_days=st.frozensets(days, max_size=3),
    basis_checkpoint_ids=st.frozensets(checkpoints, max_size=5),
    papers_required=st.booleans(),
    feedback_required=st.booleans(),
)
standings = st.builds(
    Standing,
    role=st.sampled_from(EarnedRole),
    state=st.sampled_from(ParticipantState),
    submitted=st.booleans(),
    entries=st.frozensets(st.tuples(days, checkpoints), max_size=9),
    papers_missing=st.lists(st.sampled_from(["", "SPPD"]), unique=True).map(tuple),
    feedback_given=st.booleans(),
)


def with_less(whole: Standing) -> list[Standing]:
    """The same with one thing less known, each in turn."""
    less = [replace(whole, entries=whole.entries - {entry}) for entry in whole.entries]
    # A deleted session, checkpoint or day takes all of its entries with it.
    less += [replace(whole, entries=frozenset(e for e in whole.entries if e[0] != day)) for day in whole.days]
    less += [replace(whole, entries=frozenset(e for e in whole.entries if e[1] != i)) for i in whole.checkpoint_ids]
    less += [replace(whole, submitted=False), replace(whole, feedback_given=False)]
    return [*less, replace(whole, papers_missing=(*whole.papers_missing, "Paspor"))]


@given(standings, policies)
def test_less_known_never_earns_more(whole: Standing, policy: Policy) -> None:
    if isinstance(decide(whole, policy), NotEarned):
        assert all(isinstance(decide(less, policy), NotEarned) for less in with_less(whole))


@given(standings, policies)
def test_an_earlier_mode_without_attendance_never_reaches_a_meeting_on_site(whole: Standing, policy: Policy) -> None:
    lifted = replace(policy, attendance=Attendance.NONE, mode=EventMode.ONSITE)

    assert decide(whole, lifted) == decide(whole, replace(lifted, attendance=Attendance.ANY))


@given(standings, policies)
def test_every_refusal_has_a_reason_and_no_reason_twice(whole: Standing, policy: Policy) -> None:
    decision = decide(whole, policy)

    if isinstance(decision, NotEarned):
        reasons = [lack.reason for lack in decision.lacks]
        assert reasons
        assert len(reasons) == len(set(reasons))


@pytest.mark.parametrize(
    ("typed", "bare", "looks"),
    [
        ("Dra. Contoh Satu, S.Pd.", "Contoh Satu", ()),
        ("Contoh\u202eutaS", None, (Look.HIDDEN_SIGNS,)),
        ("Contoh\u200b Satu", None, (Look.HIDDEN_SIGNS,)),
        ("Contoh  Satu", None, (Look.SPACES,)),
        ("CONTOH SATU, S.Pd.", "CONTOH SATU", (Look.ALL_CAPITALS,)),
        ("dr. contoh satu", "contoh satu", (Look.NO_CAPITALS,)),
        ("M. RA", None, ()),
        ("Contoh 2", None, (Look.DIGITS,)),
        ("C" * 161, None, (Look.VERY_LONG, Look.ALL_CAPITALS)),
        ("ക്\u200dഷ", None, ()),
        ("محمد", None, ()),
    ],
)
def test_odd_names_want_an_eye(typed, bare, looks) -> None:
    assert looks_of(typed, bare=bare) == looks
