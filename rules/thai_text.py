"""Thai as people type it, brought to one spelling before anything is compared."""

import re
import unicodedata

# Canonical composition orders only the vowels below; the ones above keep their typed order.
_SPELLINGS = (
    (re.compile("เเ"), "แ"),
    (re.compile("([่-๋])([ัิีึืํ็])"), r"\2\1"),
    (re.compile("ํ([่-๋]?)า"), r"\1ำ"),
    (re.compile("ำ([่-๋])"), r"\1ำ"),
)
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_PARTICLE = r"ครับผม|ครับ|คร้าบ|ค้าบ|(?<!บัง)คับ|ค่ะ|คะ|(?<![เแโใไ])(?:จ้า|จ้ะ|จ๊ะ)"
# "สถานะ", "ฐานะ", "ชนะ" end in นะ themselves: "สถานะคะ" must keep it.
_POLITE_END = re.compile(rf"(?:(?<![ถฐ]า)(?<!ช)นะ)?\s*(?:{_PARTICLE})$")


def normalise(text: str) -> str:
    """One spelling of what was typed: composed, no invisible marks, Arabic digits, one blank.

    Tone marks follow vowels, เเ is แ, ํา is ำ (libraries.md, Thai); Latin is casefolded.
    """
    spelt = "".join(filter(_is_visible, unicodedata.normalize("NFC", text)))
    for pattern, replacement in _SPELLINGS:
        spelt = pattern.sub(replacement, spelt)
    return " ".join(spelt.translate(_THAI_DIGITS).split()).casefold()


def squash(text: str) -> str:
    """The text for matching: normalised, without blanks, dots, ฯ and a leading ฝ่าย."""
    return re.sub(r"[\s.ฯ]", "", normalise(text)).removeprefix("ฝ่าย")


def plain_command(text: str) -> str:
    """What was asked: normalised, without the polite words and punctuation at the end."""
    command = normalise(text)
    while (shorter := _POLITE_END.sub("", _without_end_marks(command))) != command:
        command = shorter
    return command


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cf", "Cc")


def _without_end_marks(text: str) -> str:
    """Without punctuation, emoji and blanks at the end; letters, Thai marks and digits stay."""
    end = len(text)
    while end and (text[end - 1] in " \ufe0f" or unicodedata.category(text[end - 1])[0] in "PS"):
        end -= 1
    return text[:end]
