"""What is wrong with a campaign file, and where."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the file: ("units", 3, "eit")."""

LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Problem:
    """One mistake as its editor reads it: line (from 1), place, what to write instead.

    `kind` names the sentence, for who shows it where there are no lines.
    """

    line: int
    where: str
    th: str
    en: str
    kind: str = ""


@dataclass(frozen=True)
class Sentence:
    """What to say of one kind of mistake: a template in Thai and in English."""

    th: str
    en: str


@dataclass(frozen=True)
class Finding:
    """A mistake not yet in words: `kind` names its sentence, `facts` fill it.

    `line` is given only where the mistake has no place in the data (YAML syntax).
    """

    kind: str
    path: Path = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None


def dotted(path: Path) -> str:
    """The place as people write it: units[3].eit."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{quoted(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def quoted(value: object) -> str:
    """A value from the file, short and harmless enough to stand inside a sentence."""
    text = "".join(shown(character) for character in str(value)[: LONGEST_QUOTE + 1])
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def shown(character: str) -> str:
    """The character, or its code point where it would be invisible or turn the line around."""
    hidden = unicodedata.category(character)[0] == "C"
    return f"<U+{ord(character):04X}>" if hidden else character
