"""Keys change: the newest seals everything, and the older ones open nothing that is needed."""

from typing import Any

import pytest
from sqlalchemy import LargeBinary, select, type_coerce

from models import rotation
from models.agency import Agency
from models.respondent import ChannelAddress
from models.rotation import rotate, sealed_rows, sealed_tables
from models.sealed import Sealed
from models.session import Database
from tests.factories import make_agency, make_message, make_person

OLD, NEW = "an old key, long enough for a test", "a new key, long enough for a test"


def fill(url: str, people: int = 7) -> None:
    database = Database(url, [OLD])
    with database.transaction() as session:
        agency = make_agency(session)
        for number in range(people):
            person = make_person(session, agency, user_id=f"U{number:032x}")
            make_message(session, agency, person)
    database.engine.dispose()


def raw(database: Database) -> list[bytes]:
    with database.reading() as session:
        return [
            bytes(token)
            for _, columns in sealed_tables()
            for column in columns
            for token in session.scalars(select(type_coerce(column, LargeBinary)))
            if token is not None
        ]


def read_all(database: Database) -> list[Any]:
    with database.reading() as session:
        return [
            value
            for table, columns in sealed_tables()
            for column in columns
            for value in session.scalars(select(column).order_by(table.c.id))
        ]


def test_after_a_rotation_the_old_key_can_be_dropped(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database_url)
    monkeypatch.setattr(rotation, "AT_ONCE", 3)
    both = Database(database_url, [NEW, OLD])
    before = read_all(both)
    seen: list[int] = []
    done = rotate(both, progress=seen.append)
    with both.reading() as session:
        assert sum(seen) == done.rows == sealed_rows(session) == 15
    assert done.resealed == 22  # an agency's key, seven ids, seven messages and their tokens
    assert max(seen) == 3
    both.engine.dispose()
    alone = Database(database_url, [NEW])
    assert read_all(alone) == before
    assert "U" + "0" * 32 in before
    tokens = raw(alone)
    again = rotate(alone)
    assert (again.resealed, again.unreadable) == (0, {})
    assert raw(alone) == tokens
    alone.engine.dispose()


def test_without_the_key_nothing_is_lost_and_it_is_told(database_url: str) -> None:
    fill(database_url, people=2)
    stranger = Database(database_url, [NEW])
    tokens = raw(stranger)
    done = rotate(stranger)
    assert done.resealed == 0
    assert done.unreadable == {
        "agency.lookup_key": 1,
        "channel_address.user_id": 2,
        "outbox_message.messages": 2,
        "outbox_message.reply_token": 2,
    }
    assert raw(stranger) == tokens
    stranger.engine.dispose()


def test_a_rotation_that_died_half_way_goes_on(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database_url)
    monkeypatch.setattr(rotation, "AT_ONCE", 2)

    def die(rows: int) -> None:
        steps.append(rows)
        if len(steps) == 3:
            raise KeyboardInterrupt

    steps: list[int] = []
    both = Database(database_url, [NEW, OLD])
    with pytest.raises(KeyboardInterrupt):
        rotate(both, progress=die)
    done = rotate(both)
    assert 0 < done.resealed < 22
    both.engine.dispose()
    alone = Database(database_url, [NEW])
    with alone.reading() as session:
        assert len(session.scalars(select(ChannelAddress.user_id)).all()) == 7
        assert session.scalars(select(Agency)).one().lookup_key
    alone.engine.dispose()


def test_every_table_that_seals_is_numbered() -> None:
    """The batches go by `id`."""
    names = {table.name for table, _ in sealed_tables()}
    assert {"staff_member", "invitee", "roster_file", "webhook_event"} <= names
    for table, columns in sealed_tables():
        assert "id" in table.c
        assert all(isinstance(column.type, Sealed) for column in columns)
