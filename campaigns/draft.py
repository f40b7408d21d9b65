"""A file's data before it is known to be sound: any place may be missing or of another type.

Rules across places read from here, so that one bad value hides no other mistake.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic_core import PydanticCustomError

from campaigns.fields import read_date
from campaigns.problems import Path


@dataclass(frozen=True)
class Draft:
    """Plain data out of a YAML file."""

    data: object

    def at(self, *path: str | int) -> object:
        """The value there; None when there is none."""
        value = self.data
        for step in path:
            value = _inside(value, step)
        return value

    def items(self, *path: str | int) -> Iterator[Path]:
        """The places of a list's items; none when there is no list."""
        value = self.at(*path)
        count = len(value) if isinstance(value, list) else 0
        return ((*path, n) for n in range(count))

    def keys(self, *path: str | int) -> list[str]:
        """A mapping's keys; none when there is no mapping."""
        value = self.at(*path)
        return list(value) if isinstance(value, dict) else []

    def text(self, *path: str | int) -> str | None:
        """The text there; None when it is none."""
        value = self.at(*path)
        return value if isinstance(value, str) and value else None

    def number(self, *path: str | int) -> int | None:
        """The whole number there; None when it is none."""
        value = self.at(*path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, *path: str | int) -> date | None:
        """The day there; None when it is none, or not in full C.E."""
        try:
            return read_date(self.at(*path))
        except PydanticCustomError:
            return None


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
