"""A staff member's name: how it is printed, and when two spellings are one person."""

import re
import unicodedata
from enum import StrEnum
from itertools import product

from rules.thai_text import normalise

LONGEST_NAME = 120


class NameProblem(StrEnum):
    """Why a text is not taken for a person's name."""

    EMPTY = "empty"
    NO_LETTERS = "no_letters"
    FORMULA = "formula"  # a spreadsheet would run it when our own list is opened
    TOO_LONG = "too_long"
    NATIONAL_ID = "national_id"  # thirteen digits beside the name; never stored (domain.md §9)
    ONLY_A_TITLE = "only_a_title"


_CIVIL = ("นางสาว", "นาง", "นาย")
_RANK_STEMS = (
    *("สิบตำรวจ", "ร้อยตำรวจ", "พันตำรวจ", "พลตำรวจ", "จ่าสิบ", "สิบ", "ร้อย", "พัน", "พล"),
    *("พันจ่าอากาศ", "จ่าอากาศ", "เรืออากาศ", "นาวาอากาศ", "พลอากาศ"),
    *("พันจ่า", "จ่า", "เรือ", "นาวา", "พลเรือ"),
)
_WRITTEN_OUT = (
    *("".join(rank) for rank in product(_RANK_STEMS, ("ตรี", "โท", "เอก"))),
    *("จ่าสิบตำรวจ", "ดาบตำรวจ", "หม่อมหลวง", "หม่อมราชวงศ์", "หม่อมเจ้า"),
    *("ผู้ช่วยศาสตราจารย์", "รองศาสตราจารย์", "ศาสตราจารย์", "ดอกเตอร์"),
)
_SHORT = (
    *(
        "น.ส.",
        "ด.ร.",
        "ม.ล.",
        "ม.ร.ว.",
        "ม.จ.",
        "ผ.ศ.",
        "ร.ศ.",
        "ศ.",
        "น.พ.",
        "พ.ญ.",
        "ท.พ.",
        "ท.พ.ญ.",
    ),
    *("น.ส.พ.", "ส.พ.ญ.", "ภ.ก.", "ภ.ญ.", "ส.ต.", "ส.ท.", "ส.อ.", "จ.ส.ต.", "จ.ส.ท.", "จ.ส.อ."),
    *(
        "ร.ต.",
        "ร.ท.",
        "ร.อ.",
        "พ.ต.",
        "พ.ท.",
        "พ.อ.",
        "พล.ต.",
        "พล.ท.",
        "พล.อ.",
        "ส.ต.ต.",
        "ส.ต.ท.",
        "ส.ต.อ.",
    ),
    *("ด.ต.", "ร.ต.ต.", "ร.ต.ท.", "ร.ต.อ.", "พ.ต.ต.", "พ.ต.ท.", "พ.ต.อ.", "พล.ต.ต.", "พล.ต.ท."),
    *(
        "จ.ต.",
        "จ.ท.",
        "จ.อ.",
        "พ.อ.ต.",
        "พ.อ.ท.",
        "พ.อ.อ.",
        "พ.จ.ต.",
        "พ.จ.ท.",
        "พ.จ.อ.",
        "น.ต.",
        "น.ท.",
        "น.อ.",
    ),
)


def _short(title: str) -> str:
    """A pattern of an abbreviation, dots and blanks as people leave them out.

    The last dot must be there, or all the others and a blank: else "ร.ต. อนันต์" would lose its
    อ to ร.ต.อ., and นพดล or พลอย their start to นพ. and พล.
    """
    letters = title.removesuffix(".").split(".")
    loose = r"\s*\.?\s*".join(letters) + r"\s*\."
    strict = r"\.".join(letters) + r"(?=\s)"
    return f"{loose}|{strict}" if len(letters) > 1 else loose


# A vowel or tone mark that cannot begin a word: นายิกา, นางาม and ดรุณี are whole names.
_NEW_WORD = "(?![ะ-ฺๅ็-๎])"
_ABBREVIATED = "|".join(
    [
        *map(_short, sorted(_SHORT, key=len, reverse=True)),
        *(r"(?:ด\s?ร|น\s?ส)(?=\s)", r"acting sub\.? lt\.?\s"),
        r"(?:mrs|mr|ms|miss|dr)(?:\.|(?=\s))",
    ]
)
_ANY = "|".join([*sorted(_WRITTEN_OUT, key=len, reverse=True), _ABBREVIATED])


def _titles(which: str) -> re.Pattern[str]:
    return re.compile(rf"(?:ว่าที่\s*)?(?:{which})\s*(?:\(?หญิง\)?)?{_NEW_WORD}\s*")


_TITLE = _titles(_ANY)
# นายพันเอก ใจดี is called พันเอก: a rank written out stands instead of นาย, never behind it.
_SECOND_TITLE = _titles(_ABBREVIATED)
# "นางลักษณ์ ใจดี" is read as นาง + ลักษณ์: without her title a woman so named gets another key
# than with it, which is rarer by far than a title stuck to a name.
_CIVIL_TITLE = re.compile(rf"(?:{'|'.join(_CIVIL)})\.?{_NEW_WORD}\s*")
_THIRTEEN_DIGITS = re.compile(r"(?:\d[\s-]?){13}")


def clean_name(text: str) -> str:
    """The name for printing: one blank between words, no invisible marks; the title stays."""
    composed = unicodedata.normalize("NFC", text)
    # Invisible marks are not printable either, and most names hold none.
    if not composed.isprintable():
        composed = "".join(filter(_is_visible, composed))
    return " ".join(composed.split())


def name_key(text: str) -> str:
    """The name for comparing people: no titles, blanks or dots, one spelling."""
    return re.sub(r"[\s.]", "", _without_titles(normalise(text)))


def name_problem(text: str) -> NameProblem | None:
    """What is wrong with a name cell, or None."""
    name = clean_name(text)
    if not name:
        return NameProblem.EMPTY
    if not any(character.isalpha() for character in name):
        return NameProblem.NO_LETTERS
    if name[0] in "=+-@":
        return NameProblem.FORMULA
    if len(name) > LONGEST_NAME:
        return NameProblem.TOO_LONG
    same = normalise(name)
    if _THIRTEEN_DIGITS.search(same):
        return NameProblem.NATIONAL_ID
    return None if _without_titles(same) else NameProblem.ONLY_A_TITLE


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cf", "Cc")


def _without_titles(name: str) -> str:
    """Ranks as often as they come, but one of นาย, นาง, นางสาว: นางสาวนางนวล is called นางนวล."""
    while found := _TITLE.match(name):
        name = name[found.end() :]
    if found := _CIVIL_TITLE.match(name):
        name = name[found.end() :]
        while found := _SECOND_TITLE.match(name):
            name = name[found.end() :]
    return name


def shares_a_name(one: str, other: str) -> bool:
    """Whether given name or surname agree, as they do when a person marries."""
    (given, surname), (other_given, other_surname) = _halves(one), _halves(other)
    return bool(given and given == other_given) or bool(surname and surname == other_surname)


def _halves(text: str) -> tuple[str, str]:
    words = clean_name(text).split()
    if len(words) < 2:
        return name_key(text), ""
    return name_key(" ".join(words[:-1])), normalise(words[-1])
