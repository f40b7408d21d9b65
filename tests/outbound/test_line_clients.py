"""Each office's way to LINE: its own token, new within its time, one pool of connections."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.line_channel import Channel, Given, store_channel
from models.session import Database
from outbound import line_clients
from outbound.line_client import LineClient
from outbound.line_clients import REMEMBERED_S, LineClients
from tests.factories import NOW, make_agency


class Clock:
    """Time by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(line_clients, "time", made)
    return made


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def clients(given: Channel | None = None, slug: str = "") -> LineClients:
    return LineClients(base_url="http://127.0.0.1:1", given=Given(given, slug))


def store(session: Session, office: Any, token: str) -> None:
    channel = Channel("s", token, f"@{office.slug}")
    store_channel(session, office, channel, actor="a test", now=NOW)


def token_of(client: LineClient | None) -> str | None:
    return None if client is None else client._api.configuration.access_token


def test_each_office_speaks_with_its_own_token(session: Session, clock: Clock) -> None:
    a, b, c = (make_agency(session, slug) for slug in "abc")
    store(session, b, "token of b")
    ways = clients(Channel("s", "token of the settings", "@a"), "a")
    tokens = [token_of(ways.of(session, each.id)) for each in (a, b, c)]
    assert tokens == ["token of the settings", "token of b", None]
    assert [(n, token_of(way)) for n, way in ways.all(session)] == [
        (a.id, "token of the settings"),
        (b.id, "token of b"),
    ]


def test_a_new_token_is_used_within_its_time(session: Session, clock: Clock) -> None:
    office = make_agency(session)
    store(session, office, "old")
    ways = clients()
    first = ways.of(session, office.id)
    store(session, office, "new")
    clock.at += REMEMBERED_S - 0.1
    assert ways.of(session, office.id) is first
    clock.at += 0.1
    assert token_of(ways.of(session, office.id)) == "new"
    clock.at += REMEMBERED_S
    second = ways.of(session, office.id)
    clock.at += REMEMBERED_S
    assert ways.of(session, office.id) is second  # the same token: the same client


def test_a_channel_that_comes_later_is_found_at_once(session: Session, clock: Clock) -> None:
    office = make_agency(session)
    ways = clients()
    assert ways.of(session, office.id) is None
    store(session, office, "first")
    assert token_of(ways.of(session, office.id)) == "first"


def test_all_offices_share_the_connections(session: Session, clock: Clock) -> None:
    offices = [make_agency(session, slug) for slug in "abc"]
    for office in offices:
        store(session, office, f"token of {office.slug}")
    ways = [way for _, way in clients().all(session)]
    assert len({id(way._api.rest_client) for way in ways}) == 1
    assert {token_of(way) for way in ways} == {f"token of {slug}" for slug in "abc"}
