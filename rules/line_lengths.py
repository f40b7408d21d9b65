"""How LINE measures a piece of text (line-platform.md §3, "Counting")."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """LINE counts message text one way and what a person reads on a button another."""

    UTF16 = "UTF-16 units"
    GRAPHEMES = "graphemes"


@dataclass(frozen=True)
class Limit:
    """The longest a piece of text may be; `required` when LINE refuses it missing or empty."""

    most: int
    unit: Unit = Unit.UTF16
    required: bool = False

    def refuses(self, text: str) -> str | None:
        """What is wrong with a text of this length, or None."""
        size = utf16_units(text) if self.unit is Unit.UTF16 else graphemes(text)
        return f"{size} {self.unit}, {self.most} allowed" if size > self.most else None


@dataclass(frozen=True)
class Count:
    """How many things a list may hold."""

    fewest: int
    most: int
    noun: str

    def refuses(self, size: int) -> str | None:
        """What is wrong with this many, or None."""
        if self.fewest <= size <= self.most:
            return None
        span = f"{self.fewest}" if self.fewest == self.most else f"{self.fewest}–{self.most}"
        return f"{size} {self.noun}, {span} allowed"


def utf16_units(text: str) -> int:
    """Length as LINE counts message text: a Thai mark is 1, most emoji are 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Length as LINE counts labels: what a reader calls one character.

    Unicode's full rule (UAX 29) needs tables Python lacks. This covers what we send: Thai,
    Latin, emoji. Some other scripts (Hangul in parts) may count too many, which is safe.
    """
    count, before, picture, half_flag = 0, "\n", False, False
    for char in text:
        extends = _extends(char)
        is_half_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        is_picture = unicodedata.category(char) in {"So", "Sm"} and not is_half_flag
        closes_flag = is_half_flag and half_flag
        glued = is_picture and picture and before == "\u200d"  # woman + joiner + laptop
        joins = closes_flag or glued or (extends and not _stands_alone(before))
        count += not (joins or before + char == "\r\n")
        picture = is_picture or (extends and picture)
        before, half_flag = char, is_half_flag and not closes_flag
    return count


def _extends(char: str) -> bool:
    """Whether it adds to the character before: marks, joiners, skin tones, flag tags.

    Sara am (Thai ำ, Lao ຳ) is a letter to `unicodedata` but no character of its own in UAX 29.
    """
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or char in "\u200c\u200d\u0e33\u0eb3"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _stands_alone(char: str) -> bool:
    """A line break or invisible control: nothing can be written on top of it."""
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and not _extends(char)
