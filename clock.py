"""The one place that reads the clock. Only doors (routes, jobs, commands) may call it."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from settings import Settings


class Clock:
    """The present, moved by `CLOCK_OFFSET` and, beside the simulator, by the clock on its page.

    A rehearsal moves every process alike: the offset comes from the environment, the
    simulator's from a file all of them read.
    """

    def __init__(self, settings: Settings) -> None:
        self._offset = timedelta(seconds=settings.clock_offset)
        self._file = Path(settings.clock_file) if settings.simulator else None

    def now(self) -> datetime:
        """This moment as the product sees it, aware UTC."""
        return datetime.now(UTC) + self._offset + self._moved()

    def _moved(self) -> timedelta:
        if self._file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self._file.read_text()))
        except (OSError, ValueError):  # nobody has moved it, or it is being written this instant
            return timedelta()


@lru_cache(maxsize=1)
def _clock() -> Clock:
    return Clock(Settings.load())


def now() -> datetime:
    """This moment for a process with the environment's settings, aware UTC."""
    return _clock().now()
