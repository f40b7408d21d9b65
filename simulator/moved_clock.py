"""The rehearsal's clock: this machine's, moved by the seconds in a file all processes read."""

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")


class MovedClock:
    """The clock everybody reads; `base` is CLOCK_OFFSET, which moves the product as well."""

    def __init__(self, path: Path, *, base: float = 0.0) -> None:
        self._path = path
        self._base = timedelta(seconds=base)

    @property
    def offset(self) -> float:
        """Seconds the file moves the time by."""
        try:
            return float(self._path.read_text())
        except (OSError, ValueError):
            return 0.0

    def move(self, offset: float) -> None:
        """Moves the time of every process that reads the file.

        Raises OverflowError or ValueError when that is outside the calendar.
        """
        _ = datetime.now(UTC) + self._base + timedelta(seconds=offset)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(f"{math.ceil(offset)}")  # never a moment before the one asked for
        fresh.replace(self._path)  # readers see the old offset or the new, never half

    def move_to(self, moment: datetime) -> None:
        """Moves to an aware moment, or to a naive one read as Bangkok time."""
        wanted = moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)
        self.move(self.offset + (wanted - self.now()).total_seconds())

    def now(self) -> datetime:
        """The pretended moment, aware UTC."""
        return datetime.now(UTC) + self._base + timedelta(seconds=self.offset)
