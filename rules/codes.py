"""Short codes on posters, letters and invitations: making them, and reading what people type.

Crockford's base32 with his check character, a number modulo 37 (design.md §4).
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = ALPHABET + "*~$=U"
LENGTH_SLACK = 2


class CodeKind(StrEnum):
    """What a code stands for; the value is its printed prefix (design.md §4)."""

    SERVICE_POINT = "EIT"
    STAFF = "IIT"
    CONTRACTOR = "CTR"
    INVITATION = "KEY"


# Only a service point's code is public; the longer ones name or empower a person.
BODY_LENGTH = {
    CodeKind.SERVICE_POINT: 6,
    CodeKind.STAFF: 8,
    CodeKind.CONTRACTOR: 8,
    CodeKind.INVITATION: 11,
}


@dataclass(frozen=True)
class CodeReading:
    """What looks like a code in a message, in the form we print; whether its check agrees."""

    kind: CodeKind
    code: str
    is_valid: bool


@dataclass(frozen=True)
class _Stretch:
    """Characters that may be a code: runs unbroken by a separator, and how they were joined."""

    runs: tuple[str, ...]
    is_dashed: bool

    @property
    def text(self) -> str:
        return "".join(self.runs)


def new_code(kind: CodeKind, choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh random code such as "EIT-7K3M9QX"; whether it is unused is the caller's question.

    Draws again until the check character is a letter or digit (32 of 37 are) and the code
    holds both letters and digits, so that no word and no number is ever one of our codes.
    """
    while True:
        body = "".join(choose(ALPHABET) for _ in range(BODY_LENGTH[kind]))
        text = body + _check_character(body)
        if text[-1] in ALPHABET and _has_letter_and_digit(text):
            return f"{kind}-{text}"


def read_code(text: str) -> CodeReading | None:
    """The code typed anywhere in a message or link, however sloppily; None if there is none.

    The first whose check agrees wins, then the first that merely looks like a code: one or two
    characters too many or too few, or a check that fails.
    """
    typed = _plain(text)
    readings = [reading for match in _PREFIX.finditer(typed) for reading in _readings(typed, match)]
    return next((reading for reading in readings if reading.is_valid), next(iter(readings), None))


# In front of a prefix no letter or digit may stand ("exit" is not one); inside it anything may
# separate the letters. It is a lookahead so that "KEY EIT-…" offers both prefixes.
_PREFIX_LETTERS = ("E", "[I1L]", "T"), ("[I1L]", "[I1L]", "T"), ("C", "T", "R"), ("K", "E", "Y")
_PREFIX = re.compile(
    rf"(?<![A-Z0-9])(?=(?P<prefix>{'|'.join(map('[ -]*'.join, _PREFIX_LETTERS))}))"
)
_RUN = re.compile(r"([ -]*)([A-Z0-9]+)")
_LOOKALIKES = str.maketrans("OIL", "011")
_PREFIX_LOOKALIKES = str.maketrans("1L", "II")
_OTHER_DASHES = "._:·•−~"


def _plain(text: str) -> str:
    """Upper-case ASCII where it can be: every dash "-", every blank " ", no invisible marks.

    Percent escapes are undone first, or "%20EIT-…" in a pasted link would read as "20EIT-…".
    """
    folded = unicodedata.normalize("NFKC", unquote(text))
    return "".join(_plain_character(character) for character in folded).upper()


def _plain_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _OTHER_DASHES:
        return "-"
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    # Variation selectors and the keycap turn "7" into an emoji; Thai marks are Mn too, and stay.
    is_emoji_part = "\ufe00" <= character <= "\ufe0f" or character == "\u20e3"
    return "" if category in ("Cf", "Cc") or is_emoji_part else character


def _readings(typed: str, match: re.Match[str]) -> Iterator[CodeReading]:
    kind = _kind_of(match["prefix"])
    wanted = BODY_LENGTH[kind] + 1
    near = [
        stretch
        for stretch in _stretches(typed, match.end("prefix"), wanted + LENGTH_SLACK)
        if len(stretch.text) >= wanted - LENGTH_SLACK
    ]
    for stretch in sorted(near, key=lambda stretch: abs(len(stretch.text) - wanted)):
        body = stretch.text.translate(_LOOKALIKES)
        is_valid = len(body) == wanted and _check_character(body[:-1]) == body[-1]
        if _looks_meant(stretch, wanted=wanted, is_valid=is_valid):
            yield CodeReading(kind, f"{kind}-{body}", is_valid)


def _kind_of(prefix: str) -> CodeKind:
    return CodeKind(re.sub("[ -]", "", prefix).translate(_PREFIX_LOOKALIKES))


def _stretches(typed: str, start: int, longest: int) -> Iterator[_Stretch]:
    """The first run after the prefix, the first two, … as far as `longest` characters."""
    runs: list[str] = []
    is_dashed = False
    while run := _RUN.match(typed, start):
        is_dashed = is_dashed or (not runs and "-" in run[1])
        runs.append(run[2])
        if sum(map(len, runs)) > longest:
            return
        yield _Stretch(tuple(runs), is_dashed)
        start = run.end()


def _looks_meant(stretch: _Stretch, *, wanted: int, is_valid: bool) -> bool:
    """Whether a person meant a code, not words ("key please help me") or a total ("EIT 312").

    A run of the right length behind a dash is meant. Anything else holds letters and digits
    like ours; when its check fails, its first run mixes them or every character stands alone.
    """
    if stretch.is_dashed and len(stretch.runs) == 1 and len(stretch.text) == wanted:
        return True
    if not _has_letter_and_digit(stretch.text):
        return False
    is_spelt_out = all(len(run) == 1 for run in stretch.runs)
    return is_valid or is_spelt_out or _has_letter_and_digit(stretch.runs[0])


def _has_letter_and_digit(text: str) -> bool:
    """Counting neither 0 nor 1, which people type as O, I and L."""
    return any(c in "23456789" for c in text) and any(c.isalpha() and c not in "OIL" for c in text)


def _check_character(body: str) -> str:
    """Crockford's check: the body as a number, modulo 37; "" if a character is not in base32."""
    value = 0
    for character in body:
        digit = ALPHABET.find(character)
        if digit < 0:
            return ""
        value = value * len(ALPHABET) + digit
    return CHECK_ALPHABET[value % len(CHECK_ALPHABET)]


def page_of_personal_code(public_url: str, slug: str, code: str) -> str:
    """Where a staff card's or a letter's QR leads; it names the office, but for the default one.

    The page must not look the code up: it answers for every code alike, so that whoever tries
    some learns nothing.
    """
    return f"{public_url}/q/{code}?o={slug}" if slug else f"{public_url}/q/{code}"
