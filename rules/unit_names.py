"""Which unit a person means by the name they typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from rules.thai_text import plain_command, squash

SHORTEST_PART = 4
# One wrong letter in four is 75. "สวัสดี" is 67 from the alias "สวัสดิการ", and must stay out.
LEAST_LIKENESS = 74.0
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class UnitName:
    """A unit and everything it is called; `code` is the campaign file's."""

    code: str
    name_th: str
    name_en: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class UnitMatch:
    """The unit meant beyond doubt, or those to ask about, likeliest first; never both."""

    exact: UnitName | None
    candidates: tuple[UnitName, ...]


NOTHING = UnitMatch(None, ())


def match_unit(text: str, units: Iterable[UnitName]) -> UnitMatch:
    """Find the unit by whole name, else by a part of a name, else by likeness.

    1. The whole text is a name, alias or code, spelling aside: exact.
    2. The text is part of the names of one unit: exact; of several: candidates.
    3. A name is part of the text, or resembles it: candidates, for the person to confirm.
    """
    wanted = _key(plain_command(text))
    names = {unit: _keys(unit) for unit in units}
    if whole := [unit for unit, keys in names.items() if wanted in keys]:
        return _settle(whole)
    if len(wanted) < SHORTEST_PART:
        return NOTHING
    if part := [unit for unit, keys in names.items() if any(wanted in key for key in keys)]:
        return _settle(part)
    return UnitMatch(None, _containing(wanted, names) or _resembling(wanted, names))


def _key(text: str) -> str:
    return squash(text).replace("_", "")


def _keys(unit: UnitName) -> frozenset[str]:
    """Every way to call the unit, and the two halves of "…และ…" names."""
    whole = (unit.code, unit.name_th, unit.name_en, *unit.aliases)
    halves = unit.name_th.split("และ")
    return frozenset(filter(None, map(_key, (*whole, *halves))))


def _settle(units: list[UnitName]) -> UnitMatch:
    return UnitMatch(units[0], ()) if len(units) == 1 else UnitMatch(None, tuple(units))


def _containing(wanted: str, names: dict[UnitName, frozenset[str]]) -> tuple[UnitName, ...]:
    return tuple(
        unit
        for unit, keys in names.items()
        if any(len(key) >= SHORTEST_PART and key in wanted for key in keys)
    )


def _resembling(wanted: str, names: dict[UnitName, frozenset[str]]) -> tuple[UnitName, ...]:
    """Plain `ratio` over our own keys: rapidfuzz's default processing deletes Thai vowels."""
    scores = {unit: max(fuzz.ratio(wanted, key) for key in keys) for unit, keys in names.items()}
    near = [unit for unit, score in scores.items() if score >= LEAST_LIKENESS]
    return tuple(sorted(near, key=lambda unit: -scores[unit])[:MOST_CANDIDATES])
