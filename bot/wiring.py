"""What a process is wired to, put together once by `create_app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import current_app

from bot.guesses import Guesses
from bot.recorder import Recorder
from models.agency import Agency, find_agency
from models.session import Database
from settings import Settings


@dataclass
class Wiring:
    """Settings, database, clock, the recorder and who guesses codes, of one app."""

    settings: Settings
    database: Database
    now: Callable[[], datetime]
    recorder: Recorder
    guesses: Guesses = field(default_factory=Guesses)
    _offices: dict[str, Agency] = field(default_factory=dict)

    def office(self, slug: str) -> Agency | None:
        """The office of that slug, '' for the default; remembered, for it never changes.

        One office takes its LINE channel from the settings, so no other has one here.
        """
        if slug not in self._offices:
            with self.database.reading() as session:
                found = find_agency(session, slug or self.settings.agency)
            if found is None or self.settings.agency not in ("", found.slug):
                return None
            self._offices[slug] = found
        return self._offices[slug]


def wiring() -> Wiring:
    """The current app's wiring."""
    return cast(Wiring, current_app.extensions["wiring"])
