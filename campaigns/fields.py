"""Kinds of single values in a campaign file: days, names, codes, rules.

A refused value raises PydanticCustomError whose type names a sentence in sentences.py.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from campaigns.problems import quoted
from models.agency import UNASSIGNED
from rules.quota import parse_rule
from rules.thai_dates import BUDDHIST_ERA

BUDDHIST_YEARS = range(2400, 2700)
FIRST_TWO_DIGIT_BUDDHIST = 43
"""A bare 43 or more is taken for 25xx, which is 2000 or later; less for 20xx."""

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
"""Bangkok time of day; as text it sorts right."""

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_SPOKEN = re.compile(r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})[/.\- ](?P<year>\d{4}|\d\d)")
_SHORT_ISO = re.compile(r"(?P<year>\d\d|\d{4})[/.\- ](?P<month>\d{1,2})[/.\- ](?P<day>\d{1,2})")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Control, format (zero-width, right-to-left), unassigned, private, emoji, skin tones, keycaps.
_UNSEEN_OR_EMOJI = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "So", "Sk", "Me"}
_EMOJI_SELECTORS = "\ufe0e\ufe0f"


def read_date(value: object) -> date:
    """A day written in full C.E., 2027-05-31; whatever else is told what to write."""
    text = str(value)
    found = _ISO.fullmatch(text)
    if not found or int(found["year"]) in BUDDHIST_YEARS:
        raise _refused_date(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("no_such_day", "no such day", {"value": text}) from None


def _refused_date(text: str) -> PydanticCustomError:
    found = _ISO.fullmatch(text) or _SPOKEN.fullmatch(text) or _SHORT_ISO.fullmatch(text)
    if not found:
        return PydanticCustomError("date_unreadable", "no date", {"value": quoted(text)})
    year = int(found["year"])
    try:
        meant = date(_common_era(year), int(found["month"]), int(found["day"]))
    except ValueError:
        return PydanticCustomError("date_unreadable", "no date", {"value": quoted(text)})
    kinds = {year < 100: "date_two_digit_year", year in BUDDHIST_YEARS: "date_buddhist_year"}
    kind = kinds.get(True, "date_order")
    return PydanticCustomError(kind, "no full C.E. date", {"value": text, "meant": str(meant)})


def _common_era(year: int) -> int:
    if year < 100:
        return year + (2500 - BUDDHIST_ERA if year >= FIRST_TWO_DIGIT_BUDDHIST else 2000)
    return year - BUDDHIST_ERA if year in BUDDHIST_YEARS else year


def _buddhist_fiscal_year(year: int) -> int:
    if year in BUDDHIST_YEARS:
        return year
    meant = year + (2500 if 0 <= year < 100 else BUDDHIST_ERA)
    example = meant if meant in BUDDHIST_YEARS else 2570
    raise PydanticCustomError("fiscal_year", "no B.E. year", {"value": year, "meant": example})


def _without_unseen(text: str) -> str:
    for character in text:
        unseen = unicodedata.category(character) in _UNSEEN_OR_EMOJI
        if unseen or character in _EMOJI_SELECTORS:
            code = f"U+{ord(character):04X}"
            raise PydanticCustomError("unseen_character", "unseen character", {"character": code})
    return text


def _without_unseen_but_line_ends(text: str) -> str:
    _without_unseen(text.replace("\n", ""))
    return text


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise PydanticCustomError("bad_code", "bad code", {"value": quoted(text)})
    if text == UNASSIGNED:
        raise PydanticCustomError("reserved_code", "reserved", {"value": text})
    return text


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise PydanticCustomError("bad_slug", "bad slug", {"value": quoted(text)})
    return text


def _rule(text: str) -> str:
    """The rule in the one spelling that tables keep: SHARE(80)."""
    try:
        parse_rule(text)
    except ValueError:
        raise PydanticCustomError("bad_rule", "bad rule", {"value": quoted(text)}) from None
    return "".join(text.upper().split())


def _time(text: str) -> str:
    if not TIME.fullmatch(text):
        raise PydanticCustomError("bad_time", "bad time", {"value": quoted(text)})
    return text


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


CommonEraDate = Annotated[date, BeforeValidator(read_date)]
FiscalYear = Annotated[int, Field(strict=True), AfterValidator(_buddhist_fiscal_year)]
Text = Annotated[str, _text(200), AfterValidator(_without_unseen)]
QuickReplyText = Annotated[str, _text(20), AfterValidator(_without_unseen)]
"""At most 20 characters, LINE's limit for a quick reply's label."""
MessageText = Annotated[str, _text(1000), AfterValidator(_without_unseen_but_line_ends)]
Code = Annotated[Text, AfterValidator(_code)]
AgencySlug = Annotated[str, _text(40), AfterValidator(_without_unseen), AfterValidator(_slug)]
CampaignSlug = Annotated[str, _text(60), AfterValidator(_without_unseen), AfterValidator(_slug)]
RuleText = Annotated[Text, AfterValidator(_rule)]
ClockTime = Annotated[Text, AfterValidator(_time)]
PositiveInt = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]
WholeNumber = Annotated[int, Field(strict=True)]


class Part(BaseModel):
    """A piece of the file: read-only, no keys but these; 1205 without quotes is text as well."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
