"""What posters are made of; light to import, for the doors that only fill it in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Format(StrEnum):
    """A shape of the same invitation."""

    A4 = "a4"
    A5 = "a5"
    TENT = "tent"  # A4, folded once: stands on a counter, read from both sides
    STICKERS = "stickers"  # A4, twelve to cut
    SQUARE = "square"  # a picture for a post, 1080 x 1080
    STORY = "story"  # a picture for a story, 1080 x 1920


class Tongue(StrEnum):
    """In what language a poster speaks."""

    THAI = "th"
    ENGLISH = "en"
    BOTH = "both"


@dataclass(frozen=True)
class Point:
    """A place people are met at; `address` is what its QR holds."""

    code: str
    address: str
    unit_th: str
    unit_en: str
    label: str


@dataclass(frozen=True)
class Letter:
    """To one organisation invited by name; `address` is what its QR holds."""

    organisation: str
    contact: str | None
    contract: str | None
    unit: str
    code: str
    address: str


@dataclass(frozen=True)
class Letters:
    """What is the same in every letter of an office."""

    office: str
    survey_url: str
    minutes: int
    closes_on: date
    fiscal_year: int
    practice: bool
    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class Posters:
    """What is the same on every poster of an office; `logo` a PNG or SVG for the QR's middle."""

    office_th: str
    office_en: str
    survey_url: str
    minutes: int
    closes_on: date
    printed_on: date
    practice: bool
    points: tuple[Point, ...]
    tongue: Tongue = Tongue.BOTH
    logo: bytes | None = None
