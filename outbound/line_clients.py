"""Each office's way to LINE: its own token, and one pool of connections for all."""

import time
from collections.abc import Iterator

from sqlalchemy.orm import Session

from models.line_channel import Given, channel_of, offices_with_channel
from outbound.line_client import LineClient

REMEMBERED_S = 10.0
"""So soon does every worker send with a token that was changed."""


class LineClients:
    """The clients of one process; whoever asks has the database at hand."""

    def __init__(self, *, base_url: str, given: Given) -> None:
        self._base_url = base_url
        self._given = given
        self._first: LineClient | None = None  # whose connections the others share
        self._known: dict[int, tuple[float, str, LineClient]] = {}

    def of(self, session: Session, agency_id: int) -> LineClient | None:
        """The office's client; None while it has no channel."""
        asked_at, token, client = self._known.get(agency_id, (0.0, "", None))
        now = time.monotonic()
        if client is not None and now - asked_at < REMEMBERED_S:
            return client
        channel = channel_of(session, agency_id, self._given)
        if channel is None:
            self._known.pop(agency_id, None)
            return None
        if client is None or token != channel.access_token:
            client = LineClient(
                base_url=self._base_url, access_token=channel.access_token, sharing=self._first
            )
            self._first = self._first or client
        self._known[agency_id] = now, channel.access_token, client
        return client

    def all(self, session: Session) -> Iterator[tuple[int, LineClient]]:
        """Every office that has a channel, with its client."""
        for agency_id in offices_with_channel(session, self._given):
            client = self.of(session, agency_id)
            if client is not None:
                yield agency_id, client
