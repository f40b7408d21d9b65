"""Targets, what remains, pace (domain.md §2, §4)."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.quota import (
    RuleKind,
    TargetRule,
    invite_more,
    is_met,
    pace_needed,
    parse_rule,
    remaining,
    target_of,
)

people = st.integers(min_value=0, max_value=5000)


@pytest.mark.parametrize(
    ("target", "counted", "left"),
    [
        pytest.param(60, 0, 60, id="nobody yet"),
        pytest.param(60, 42, 18, id="domain's own example"),
        pytest.param(60, 59, 1, id="one short"),
        pytest.param(60, 60, 0, id="exactly at the floor"),
        pytest.param(60, 75, 0, id="past the floor"),
        pytest.param(0, 0, 0, id="nobody wanted"),
    ],
)
def test_remaining_and_met_agree(target: int, counted: int, left: int) -> None:
    assert remaining(target=target, counted=counted) == left
    assert is_met(target=target, counted=counted) is (left == 0)


@pytest.mark.parametrize(
    ("left", "days", "pace"),
    [
        pytest.param(18, 9, 2, id="even"),
        pytest.param(19, 9, 3, id="rounded up"),
        pytest.param(1, 20, 1, id="never nought while one is missing"),
        pytest.param(18, 1, 18, id="last day"),
        pytest.param(18, 0, None, id="too late"),
        pytest.param(0, 0, 0, id="done"),
        pytest.param(0, 9, 0, id="done early"),
    ],
)
def test_pace_needed(left: int, days: int, pace: int | None) -> None:
    assert pace_needed(remaining=left, working_days_left=days) == pace


@given(st.integers(1, 5000), st.integers(1, 200))
def test_the_pace_suffices_and_one_less_does_not(left: int, days: int) -> None:
    pace = pace_needed(remaining=left, working_days_left=days)
    assert pace is not None
    assert pace * days >= left > (pace - 1) * days


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("ALL", TargetRule(RuleKind.ALL, 100), id="all"),
        pytest.param("SHARE(80)", TargetRule(RuleKind.SHARE, 80), id="share"),
        pytest.param("COUNT(25)", TargetRule(RuleKind.COUNT, 25), id="count"),
        pytest.param(" share ( 80 ) ", TargetRule(RuleKind.SHARE, 80), id="blanks and case"),
        pytest.param("SHARE(100)", TargetRule(RuleKind.SHARE, 100), id="the largest share"),
        pytest.param("COUNT(1)", TargetRule(RuleKind.COUNT, 1), id="the smallest count"),
    ],
)
def test_parse_rule(text: str, rule: TargetRule) -> None:
    assert parse_rule(text) == rule


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "write ALL, SHARE", id="empty"),
        pytest.param("MOST", "write ALL, SHARE", id="unknown"),
        pytest.param("80%", "write ALL, SHARE", id="a bare percentage"),
        pytest.param("SHARE", "write ALL, SHARE", id="no number"),
        pytest.param("SHARE()", "write ALL, SHARE", id="an empty number"),
        pytest.param("SHARE(12.5)", "write ALL, SHARE", id="not whole"),
        pytest.param("COUNT(-5)", "write ALL, SHARE", id="negative"),
        pytest.param("ALL(5)", "write ALL, SHARE", id="all with a number"),
        pytest.param("SHARE(0)", "at least 1", id="a share of nothing"),
        pytest.param("COUNT(0)", "at least 1", id="nobody"),
        pytest.param("SHARE(101)", "at most 100", id="more than everybody"),
    ],
)
def test_a_bad_rule_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_rule(text)


@pytest.mark.parametrize(
    ("rule", "eligible", "target"),
    [
        pytest.param("SHARE(80)", 6, 5, id="80% of 6"),
        pytest.param("SHARE(80)", 7, 6, id="80% of 7"),
        pytest.param("SHARE(80)", 9, 8, id="80% of 9"),
        pytest.param("SHARE(80)", 10, 8, id="80% of 10, even"),
        pytest.param("SHARE(80)", 0, 0, id="80% of nobody"),
        pytest.param("ALL", 37, 37, id="all"),
        pytest.param("ALL", 0, 0, id="all of nobody"),
        pytest.param("COUNT(25)", 400, 25, id="a count"),
        pytest.param("COUNT(25)", 20, 25, id="a count beyond the roster leaves a shortfall"),
    ],
)
def test_target_of(rule: str, eligible: int, target: int) -> None:
    assert target_of(parse_rule(rule), eligible) == target


@given(st.integers(1, 100), people)
def test_a_share_is_the_least_whole_number_that_reaches_it(percent: int, eligible: int) -> None:
    target = target_of(TargetRule(RuleKind.SHARE, percent), eligible)
    assert target == ceil(Fraction(eligible * percent, 100))
    assert target <= eligible


@pytest.mark.parametrize(
    ("left", "reached", "reported", "more"),
    [
        pytest.param(18, 100, 40, 45, id="two in five report"),
        pytest.param(10, 30, 9, 34, id="rounded up"),
        pytest.param(18, 10, 5, 36, id="just enough known"),
        pytest.param(18, 9, 5, None, id="too few reached"),
        pytest.param(18, 100, 0, None, id="nobody reported"),
        pytest.param(0, 0, 0, 0, id="done, nothing known"),
        pytest.param(18, 20, 25, 18, id="more reported than reached"),
    ],
)
def test_invite_more(left: int, reached: int, reported: int, more: int | None) -> None:
    assert invite_more(remaining=left, reached=reached, reported=reported) == more


@given(st.integers(1, 500), st.integers(10, 500), st.integers(1, 500))
def test_inviting_that_many_is_enough_at_the_share_seen(
    left: int, reached: int, reported: int
) -> None:
    more = invite_more(remaining=left, reached=reached, reported=reported)
    assert more is not None
    assert more >= left
    assert more * Fraction(reported, reached) >= left
