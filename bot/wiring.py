"""What a process is wired to, put together once by `create_app`."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy.orm import Session

from bot.guesses import Guesses
from bot.recorder import Recorder
from models.agency import Agency
from models.keys import office_in
from models.line_channel import Channel, Given, channel_of, default_office, given_in
from models.session import Database
from rules.codes import page_of_personal_code
from settings import Settings

Found = TypeVar("Found")

REMEMBERED = timedelta(seconds=10)
"""So soon does a new office, a new channel or a new name show in every process."""


@dataclass
class Wiring:
    """Settings, database, clock, the recorder and who guesses codes, of one app."""

    settings: Settings
    database: Database
    now: Callable[[], datetime]
    recorder: Recorder
    guesses: Guesses = field(default_factory=Guesses)
    chosen: str = ""
    """The slug a command was given with `--agency`: then that office is the default."""
    _known: dict[Hashable, tuple[datetime, Any]] = field(default_factory=dict)

    def office(self, slug: str = "") -> Agency | None:
        """The office of that slug, '' for the default."""
        wanted = slug or self.chosen or self.settings.agency
        return self._remember(("slug", wanted), lambda session: default_office(session, wanted))

    def default_id(self, asking: Session | None = None) -> int | None:
        """The row of the office that an address without an office's name is for."""

        def ask(session: Session) -> int | None:
            office = default_office(session, self.settings.agency)
            return office.id if office is not None else None

        return self._remember("default", ask, asking)

    def page_of_code(self, office: Agency, code: str, asking: Session | None = None) -> str:
        """Where a staff card's or a letter's QR leads; the default office's names no office."""
        slug = "" if self.default_id(asking) == office.id else office.slug
        return page_of_personal_code(self.settings.public_base_url, slug, code)

    def office_numbered(self, number: int, asking: Session | None = None) -> Agency | None:
        """The office of that row; whoever has a session open already gives it as `asking`."""

        def ask(session: Session) -> Agency | None:
            found = session.get(Agency, number)
            if found is not None:
                session.expunge(found)  # remembered: it must not go stale with this session
            return found

        return self._remember(("row", number), ask, asking)

    def office_of(self, key: str, asking: Session | None = None) -> Agency | None:
        """The office a link's or a browser's key belongs to."""
        number = office_in(key)
        return self.office_numbered(number, asking) if number is not None else None

    def channel(self, office: Agency, asking: Session | None = None) -> Channel | None:
        """The office's LINE channel; None while it has none."""
        return self._remember(
            ("channel", office.id),
            lambda session: channel_of(session, office.id, self.given),
            asking,
        )

    @property
    def given(self) -> Given:
        """The channel of the settings, and whose it is."""
        return given_in(self.settings)

    def _remember(
        self,
        key: Hashable,
        ask: Callable[[Session], Found | None],
        asking: Session | None = None,
    ) -> Found | None:
        """What was found a moment ago, or asked now; what is not there is asked for each time."""
        now = self.now()
        at, found = self._known.get(key, (None, None))
        if at is None or not timedelta() <= now - at < REMEMBERED:
            if asking is not None:
                found = ask(asking)
            else:
                with self.database.beside_pages() as session:
                    found = ask(session)
            if found is None:
                self._known.pop(key, None)
                return None
            self._known[key] = now, found
        return cast(Found, found)


def wiring() -> Wiring:
    """The current app's wiring."""
    return cast(Wiring, current_app.extensions["wiring"])
