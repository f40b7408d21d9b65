"""Quota cells: targets, what remains, the pace it takes (domain.md §2, §4).

Targets are floors: a cell is met, never full.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

# Below this the share who report is chance, not experience.
FEWEST_REACHED = 10


class RuleKind(StrEnum):
    """How a target follows from the eligible roster (domain.md §4)."""

    ALL = "ALL"
    SHARE = "SHARE"
    COUNT = "COUNT"


@dataclass(frozen=True)
class TargetRule:
    """A target's rule; `number` is the percentage of SHARE, the people of COUNT, 100 for ALL."""

    kind: RuleKind
    number: int


_RULE = re.compile(r"(?P<all>ALL)|(?P<kind>SHARE|COUNT)\s*\(\s*(?P<number>[0-9]{1,6})\s*\)")


def parse_rule(text: str) -> TargetRule:
    """Read "ALL", "SHARE(80)" or "COUNT(25)"; raises ValueError with a sentence for the editor."""
    match = _RULE.fullmatch(text.strip().upper())
    if not match:
        raise ValueError(f'"{text}" is no target rule: write ALL, SHARE(80) or COUNT(25).')
    if match["all"]:
        return TargetRule(RuleKind.ALL, 100)
    rule = TargetRule(RuleKind(match["kind"]), int(match["number"]))
    if rule.number < 1:
        raise ValueError(f'"{text}" asks for nobody: the number is at least 1.')
    if rule.kind == RuleKind.SHARE and rule.number > 100:
        raise ValueError(f'"{text}" asks for more than everybody: a share is at most 100.')
    return rule


def target_of(rule: TargetRule, eligible: int) -> int:
    """How many people the rule wants of `eligible` on the roster; a share rounds up.

    COUNT does not depend on the roster: a shorter one leaves a shortfall to show.
    """
    if rule.kind == RuleKind.COUNT:
        return rule.number
    return _divided_up(eligible * rule.number, 100)


def target_known(rule: str, eligible: int | None) -> int | None:
    """The target of a rule as written; None while it depends on a roster nobody has given."""
    parsed = parse_rule(rule)
    if eligible is None and parsed.kind != RuleKind.COUNT:
        return None
    return target_of(parsed, eligible or 0)


def remaining(*, target: int, counted: int) -> int:
    """How many more people this cell still needs to meet its floor."""
    return max(target - counted, 0)


def is_met(*, target: int, counted: int) -> bool:
    """Whether the floor is reached; more people stay welcome."""
    return remaining(target=target, counted=counted) == 0


def pace_needed(*, remaining: int, working_days_left: int) -> int | None:
    """People per working day to meet the floor in time; None when no day is left to do it."""
    if remaining <= 0:
        return 0
    if working_days_left <= 0:
        return None
    return _divided_up(remaining, working_days_left)


def invite_more(*, remaining: int, reached: int, reported: int) -> int | None:
    """About how many more to invite, if as many report as so far; None when too little is known.

    Never below what remains: reports without a counted link can outnumber those reached.
    """
    if remaining <= 0:
        return 0
    if reached < FEWEST_REACHED or reported <= 0:
        return None
    return max(_divided_up(remaining * reached, reported), remaining)


def _divided_up(dividend: int, divisor: int) -> int:
    """Division rounded up in integers, where floats would turn 80% of 35 into 29."""
    return -(-dividend // divisor)
