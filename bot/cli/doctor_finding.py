"""One finding of the doctor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from bot.wiring import Wiring


class Level(StrEnum):
    """Whether it stops the work, or only wants somebody's eye."""

    WRONG = "wrong"
    LOOK = "look"


@dataclass(frozen=True)
class Finding:
    """What is wrong and what to do, "Thai · English"; `where` is a setting, a file, a process."""

    level: Level
    where: str
    words: str

    def facts(self) -> dict[str, Any]:
        """For a script."""
        thai, _, english = self.words.partition(" · ")
        return {"level": self.level, "where": self.where, "thai": thai, "english": english}


Check = Callable[[Wiring, Session], Iterator[Finding]]


def wrong(where: str, thai: str, english: str) -> Finding:
    """It stops the work."""
    return Finding(Level.WRONG, where, f"{thai} · {english}")


def look(where: str, thai: str, english: str) -> Finding:
    """It wants somebody's eye."""
    return Finding(Level.LOOK, where, f"{thai} · {english}")
