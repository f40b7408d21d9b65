"""Which day a person means by a date they typed, or Excel kept for them (domain.md §11)."""

import re
from datetime import date
from enum import StrEnum

from rules.thai_dates import (
    BUDDHIST_ERA,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    THAI_MONTHS,
    THAI_WEEKDAYS,
)
from rules.thai_text import normalise


class DayProblem(StrEnum):
    """Why a typed date is no day; an officer must look, we never guess."""

    UNREADABLE = "unreadable"
    TWO_DIGIT_YEAR = "two_digit_year"
    NO_SUCH_DAY = "no_such_day"
    AMBIGUOUS_YEAR = "ambiguous_year"


# What is subtracted from a year of each era, and the years a living person's papers can bear.
_ERAS = {"be": (BUDDHIST_ERA, range(2400, 2701)), "ce": (0, range(1900, 2101))}
_ERA_WORDS = {
    **dict.fromkeys(("พุทธศักราช", "พศ", "be"), "be"),
    **dict.fromkeys(("คริสต์ศักราช", "คริสตศักราช", "คศ", "ce", "ad"), "ce"),
}
_THAI_SHORT = ("มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค")
_THAI_SPOKEN = (
    *("มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา"),
    *("กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา"),
)


def _months() -> dict[str, int]:
    """Every way to write a month, dots aside -> its number."""
    ways = (THAI_MONTHS, _THAI_SHORT, _THAI_SPOKEN, ENGLISH_MONTHS, [m[:3] for m in ENGLISH_MONTHS])
    months = {normalise(name): at for names in ways for at, name in enumerate(names, start=1)}
    # กรกฏาคม is spelt with the wrong ฏ about as often as with the right one.
    return months | {"sept": 9, "กรกฏาคม": 7, "กรกฏา": 7}


_MONTHS = _months()

_DAY_NAMES = "|".join(
    [
        *(re.escape(normalise(day)) for day in THAI_WEEKDAYS),
        *("พฤหัสฯ?", r"พฤ\.", r"อา\.", r"[จอพศส]\."),
        *(f"{day}|{day[:4]}|{day[:3]}" for day in map(str.casefold, ENGLISH_WEEKDAYS)),
    ]
)
_FRONT = re.compile(rf"^(?:วัน)?\s*(?:(?:{_DAY_NAMES})(?![a-z])\.?,?)?\s*(?:ที่)?\s*")
_CLOCK = re.compile(
    r"(?:(?<=\d)t|\s+|\s*เวลา\s*)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?:am|pm|น\.?|z|[+-]\d{2}:?\d{2})?$"
    r"|\s*เวลา\s*\d{1,2}\.\d{2}\s*(?:น\.?)?$"
)

_BETWEEN = r"(?:\s*[/.–-]\s*|\s+)"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})")
_NUMBERS = re.compile(rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}})(?:{_BETWEEN}|(?=\D))(\D*)(\d+)")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(\D+)(\d+)")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d+)")
_EIGHT_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")


def read_day(typed: str) -> date | DayProblem:
    """The day meant, day first, in either era; a year we would have to guess is a problem."""
    text = _CLOCK.sub("", _FRONT.sub("", normalise(typed)))
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[3], int(found[2]), found[1])
    if found := _NUMBERS.fullmatch(text):
        era = _era(_letters(found[3]))
        return (
            DayProblem.UNREADABLE if era is None else _day(found[1], int(found[2]), found[4], era)
        )
    if found := _MONTH_FIRST.fullmatch(text):
        return _named(found[2], found[1], found[3])
    if found := _WORDS.fullmatch(text):
        return _named(found[1], found[2], found[3])
    if found := _EIGHT_DIGITS.fullmatch(text):
        # Eight digits may be any number: only a whole, plausible day is believed.
        day = _day(found[1], int(found[2]), found[3])
        return day if isinstance(day, date) else DayProblem.UNREADABLE
    return DayProblem.UNREADABLE


def from_excel(value: date) -> date | DayProblem:
    """The day of a date cell, whose year may have been typed B.E. and kept by Excel as C.E.

    Excel's 29 Feb 2560 exists in its calendar, but 29 Feb 2017 does not in ours.
    """
    return _day(str(value.day), value.month, f"{value.year:04}")


def _named(day: str, words: str, year: str) -> date | DayProblem:
    """A day whose month is a word, with perhaps an era behind it: "ตุลาคม พ.ศ."."""
    letters = _letters(words).removeprefix("เดือน")
    for month, number in _MONTHS.items():
        if letters.startswith(month) and (era := _era(letters.removeprefix(month))) is not None:
            return _day(day, number, year, era)
    return DayProblem.UNREADABLE


def _letters(text: str) -> str:
    return re.sub(r"[\s.,/'’–-]", "", text)


def _era(letters: str) -> str | None:
    """ "be" or "ce" when it is said, "" when nothing is said, None for any other word."""
    said = letters.removeprefix("ปี")
    return _ERA_WORDS.get(said) if said else ""


def _day(day: str, month: int, year: str, era: str = "") -> date | DayProblem:
    if len(year) == 2:
        return DayProblem.TWO_DIGIT_YEAR
    if len(year) != 4:
        return DayProblem.UNREADABLE
    for name, (later, years) in _ERAS.items():
        if era in ("", name) and int(year) in years:
            try:
                return date(int(year) - later, month, int(day))
            except ValueError:
                return DayProblem.NO_SUCH_DAY
    return DayProblem.AMBIGUOUS_YEAR
