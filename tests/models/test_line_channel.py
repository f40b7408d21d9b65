"""Whose LINE account is whose: stored and sealed, or the settings' for one office."""

from collections.abc import Iterator

import pytest
from sqlalchemy import LargeBinary, select, type_coerce
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.agency import Agency
from models.audit import AuditEntry
from models.line_channel import (
    Channel,
    Given,
    LineChannel,
    channel_of,
    default_office,
    is_any_stored,
    offices_with_channel,
    store_channel,
)
from models.session import Database
from tests.conftest import KEYS
from tests.factories import NOW, make_agency

OURS = Channel("a secret of ours", "a token of ours", "@ours")
OTHER = Channel("another secret", "another token", "@other")
SETTINGS = Channel("the settings' secret", "the settings' token", "@settings")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def store(session: Session, office: Agency, channel: Channel) -> bool:
    return store_channel(session, office, channel, actor="a test", now=NOW)


@pytest.mark.parametrize(
    ("offices", "stored", "asked", "found"),
    [
        pytest.param([], [], "", None, id="no office yet"),
        pytest.param(["a"], [], "", "a", id="the only one there is"),
        pytest.param(["a"], ["a"], "", "a", id="the only one, its channel stored"),
        pytest.param(["a", "b"], ["b"], "", "a", id="of two, the one without a channel"),
        pytest.param(["a", "b"], [], "", None, id="two without: nobody is meant"),
        pytest.param(["a", "b"], ["a", "b"], "", None, id="two with: nobody is meant"),
        pytest.param(["a", "b"], ["b"], "b", "b", id="by its slug"),
        pytest.param(["a", "b"], ["b"], "c", None, id="a slug that is nobody's"),
        pytest.param(["a"], [], "c", None, id="a slug that is not the only one's"),
    ],
)
def test_the_office_meant_when_none_is_named(
    session: Session, offices: list[str], stored: list[str], asked: str, found: str | None
) -> None:
    made = {slug: make_agency(session, slug) for slug in offices}
    for slug in stored:
        store(session, made[slug], Channel("s", "t", f"@{slug}"))
    office = default_office(session, asked)
    assert (office.slug if office else None) == found


def test_a_channel_is_the_stored_one_before_the_settings(session: Session) -> None:
    a, b, c = (make_agency(session, slug) for slug in "abc")
    store(session, b, OTHER)
    given = Given(SETTINGS, "a")
    assert [channel_of(session, each.id, given) for each in (a, b, c)] == [SETTINGS, OTHER, None]
    assert offices_with_channel(session, given) == [a.id, b.id]
    store(session, a, OURS)
    assert channel_of(session, a.id, given) == OURS
    assert channel_of(session, c.id, Given(None)) is None
    assert offices_with_channel(session, Given(None)) == [a.id, b.id]


def test_the_settings_channel_is_nobody_s_when_it_cannot_be_told_whose(session: Session) -> None:
    offices = [make_agency(session, slug) for slug in "ab"]
    given = Given(SETTINGS)
    assert [channel_of(session, each.id, given) for each in offices] == [None, None]
    assert offices_with_channel(session, given) == []


def test_storing_twice_changes_nothing_and_a_new_token_takes_the_old_one_s_place(
    session: Session,
) -> None:
    office = make_agency(session)
    assert store(session, office, OURS)
    assert not store(session, office, OURS)
    newer = Channel(OURS.secret, "a newer token", OURS.basic_id)
    assert store(session, office, newer)
    assert channel_of(session, office.id, Given(None)) == newer
    assert len(session.scalars(select(LineChannel)).all()) == 1
    session.flush()
    told = session.scalars(select(AuditEntry)).all()
    assert [row.action for row in told] == ["LINE channel stored"] * 2
    assert not [row for row in told if "token" in str(row.facts)]


def test_an_account_is_of_one_office(database: Database) -> None:
    with database.transaction() as session:
        offices = [make_agency(session, slug).id for slug in "ab"]
        store(session, session.get_one(Agency, offices[0]), OURS)
    with database.transaction() as session:
        other = session.get_one(Agency, offices[1])
        with pytest.raises(IntegrityError):
            store(session, other, Channel("s", "t", OURS.basic_id))
        session.rollback()
    with database.reading() as session:
        assert channel_of(session, offices[1], Given(None)) is None


def test_secrets_are_sealed_and_are_not_told(session: Session) -> None:
    store(session, make_agency(session), OURS)
    columns = (LineChannel.secret, LineChannel.access_token)
    raw = session.execute(select(*(type_coerce(each, LargeBinary) for each in columns))).one()
    assert not [each for each in raw if b"ours" in bytes(each)]
    assert "ours" not in repr(OURS).replace("@ours", "")
    assert "ours" not in repr(Given(OURS)).replace("@ours", "")
    assert "ours" not in repr(session.scalars(select(LineChannel)).one())


def test_whether_any_is_stored_is_no_without_tables(database: Database) -> None:
    assert not is_any_stored(database)
    with database.transaction() as session:
        store(session, make_agency(session), OURS)
    assert is_any_stored(database)
    assert not is_any_stored(Database("sqlite://", KEYS))
