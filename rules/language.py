"""The languages we speak."""

from enum import StrEnum


class Language(StrEnum):
    """A person's choice; Thai until they say otherwise (design.md §4)."""

    THAI = "th"
    ENGLISH = "en"
