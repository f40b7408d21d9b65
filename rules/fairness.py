"""Whether a unit's figure came mostly from one day, one counter or one hour (domain.md §9.3).

Everyone met is invited: a figure made in one sweep may be of those who happened to be asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST_TOLD = 10
"""Below this a half is chance."""


class Part(StrEnum):
    """By what a figure is divided."""

    DAY = "day"
    POINT = "point"
    HOUR = "hour"


@dataclass(frozen=True)
class Concentration:
    """More than half of `of` people came from one day, point (by id) or hour of day."""

    part: Part
    key: date | int
    people: int
    of: int

    @property
    def share(self) -> int:
        """In whole per cent, rounded down."""
        return self.people * 100 // self.of


def concentrations(figure: Mapping[Part, Mapping[date | int, int]]) -> list[Concentration]:
    """Each division of the figure with one key above the half.

    A unit with one counter has all its people there: its caller leaves out that division.
    """
    found = []
    for part, counts in figure.items():
        of = sum(counts.values())
        if of < FEWEST_TOLD:
            continue
        key, people = max(counts.items(), key=lambda each: each[1])
        if people * 2 > of:
            found.append(Concentration(part, key, people, of))
    return found
