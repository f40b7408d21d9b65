"""Rates from counts of dispositions; only where there is a sampling frame (domain.md §6)."""

from collections.abc import Mapping

from rules.disposition import Disposition


def response_rate_1(counts: Mapping[Disposition, int]) -> float | None:
    """AAPOR's RR1: complete cases over all but the not eligible; None of nobody.

    For IIT only: a poster has no roster, and EIT is told against its target, never as a rate.
    """
    asked = sum(n for each, n in counts.items() if each.code != "4.x")
    complete = sum(n for each, n in counts.items() if each.is_complete)
    return complete / asked if asked else None
