"""Forgetting goes batch by batch: killed between any two, it goes on and certifies the whole.

And what is done with is not gone through again.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.clone import clone_campaign
from models import expired
from models.agency import Agency
from models.campaign import Campaign
from models.certificate import ErasureCertificate, certificates_of
from models.respondent import ChannelAddress, Consent, Respondent
from models.retention import perhaps_expired, would_erase
from models.role import Role
from models.session import Database
from models.staff_member import StaffMember
from models.survey_case import SurveyCase
from rules.thai_dates import bangkok_date
from scheduler.jobs import anonymise_expired
from tests.handlers.conftest import Chat
from tests.scheduler.test_retention import (
    OUTSIDERS_DUE,
    STAFF_DUE,
    certificates,
    figures,
    rows,
    season,
)

__all__ = ["season"]


class Killed(BaseException):
    """The process ends here, between two transactions."""


def dying(database: Database, after: int) -> Database:
    """The same database, for so many transactions."""
    left = iter(range(after))

    def guard(_session: Session) -> None:
        if next(left, None) is None:
            raise Killed

    return database.guarded(guard)


def held(chat: Chat) -> Mapping[int, tuple[int, int, int, str]]:
    """By person without a hat: how many addresses, consents and cases, and the name on a roster."""
    with chat.stage.wired.database.reading() as session:
        hats = set(session.scalars(select(Role.respondent_id)))
        names = {row.id: row.name for row in session.scalars(select(StaffMember))}
        cases = session.scalars(select(SurveyCase)).all()
        found = {}
        for person in session.scalars(select(Respondent.id)):
            mine = [case for case in cases if case.respondent_id == person]
            addresses = session.scalars(
                select(ChannelAddress).where(ChannelAddress.respondent_id == person)
            )
            consents = session.scalars(select(Consent).where(Consent.respondent_id == person))
            members = [names[case.staff_member_id] for case in mine if case.staff_member_id]
            if person not in hats:
                found[person] = (len(addresses.all()), len(consents.all()), len(mine), *members)
        return found  # type: ignore[return-value]  # a name or none


def signed(chat: Chat) -> list[ErasureCertificate]:
    with chat.stage.wired.database.reading() as session:
        return certificates_of(session, session.scalars(select(Agency)).one().id)


def test_killed_after_the_first_batch_it_goes_on_and_certifies_both_parts_once(
    season: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expired, "AT_ONCE", 2)
    database, everybody = season.stage.wired.database, held(season)
    with pytest.raises(Killed):
        anonymise_expired(dying(database, 1), OUTSIDERS_DUE)
    assert 0 < len(held(season)) < len(everybody)
    assert signed(season) == []
    anonymise_expired(database, OUTSIDERS_DUE)
    (row,) = signed(season)
    assert len(rows(season, ErasureCertificate)) == 1
    assert row.counts == {
        "people": 4,
        "cases": 4,
        "devices": 1,
        "visits": 2,
        "invitees": 1,
        "names": 1,
        "files": 1,
        "consents": 1,
    }
    assert len(row.checksum) == 64


def test_killed_after_every_batch_nobody_is_ever_half_forgotten(
    season: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expired, "AT_ONCE", 1)
    database, everybody, before = season.stage.wired.database, held(season), figures(season)
    for transactions in count(1):
        try:
            anonymise_expired(dying(database, transactions), STAFF_DUE)
        except Killed:
            left = held(season)
            assert left == {person: everybody[person] for person in left}
            assert figures(season) == before
            names = {row.name for row in rows(season, StaffMember) if row.erased_at is None}
            bound = {told[3] for told in left.values() if len(told) > 3}
            assert bound <= names
        else:
            break
    assert transactions > 10
    assert held(season) == {}
    assert len(signed(season)) == len(rows(season, ErasureCertificate)) == 2
    assert certificates(season) == {
        "EIT": {
            "people": 4,
            "cases": 4,
            "devices": 1,
            "visits": 2,
            "invitees": 1,
            "names": 1,
            "files": 1,
            "consents": 1,
        },
        "IIT": {"people": 1, "cases": 1, "staff": 2, "files": 1},
    }
    assert figures(season) == before


def test_who_died_just_before_signing_is_signed_for_the_next_night(season: Chat) -> None:
    database = season.stage.wired.database
    for transactions in count(1):
        try:
            anonymise_expired(dying(database, transactions), OUTSIDERS_DUE)
        except Killed:
            (row,) = rows(season, ErasureCertificate)
            if row.counts.get("files"):  # the last there was to erase
                break
    assert signed(season) == []
    anonymise_expired(database, STAFF_DUE)
    eit = next(row for row in signed(season) if row.instrument == "EIT")
    assert (eit.counts["people"], eit.made_at, eit.due_on) == (
        4,
        STAFF_DUE,
        bangkok_date(OUTSIDERS_DUE),
    )


def test_the_preview_counts_what_the_batches_erase_and_changes_nothing(
    season: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expired, "AT_ONCE", 2)
    database, everybody = season.stage.wired.database, held(season)
    told: dict[str, dict[str, int]] = {}
    with suppress(Killed), database.transaction() as session:
        number = session.scalars(select(Campaign.id)).one()
        day = bangkok_date(STAFF_DUE)
        for row in would_erase(session, number, today=day, actor="a test", now=STAFF_DUE):
            told[row.instrument] = dict(row.counts)
        raise Killed
    assert set(told) == {"EIT", "IIT"}
    assert held(season) == everybody
    assert rows(season, ErasureCertificate) == []
    anonymise_expired(database, STAFF_DUE)
    assert certificates(season) == told


def ids(chat: Chat, query: Any) -> list[int]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(query))


def test_years_that_are_done_with_are_not_gone_through_again(season: Chat) -> None:
    """But the latest is: who wore a hat longer than the survey lasted goes with it."""
    database = season.stage.wired.database
    with database.transaction() as session:
        this = session.scalars(select(Campaign)).one()
        last_year = clone_campaign(session, this, actor="a test", now=season.stage.at)
        assert last_year is not None
        last_year.slug, last_year.fiscal_year = "last-year", this.fiscal_year - 1
        last_year.opens_on, last_year.closes_on = date(2026, 1, 1), date(2026, 5, 31)
        session.flush()
        old, new = last_year.id, this.id
    assert ids(season, perhaps_expired(date(2027, 3, 1))) == [old]
    anonymise_expired(database, OUTSIDERS_DUE)
    assert sorted(ids(season, perhaps_expired(date(2027, 9, 1)))) == sorted([old, new])
    anonymise_expired(database, STAFF_DUE)
    assert ids(season, perhaps_expired(date(2027, 10, 2))) == [new]
    (hat,) = rows(season, Respondent)
    with database.transaction() as session:
        session.scalars(select(Role)).one().ended_at = STAFF_DUE
    anonymise_expired(database, STAFF_DUE)
    assert hat.id not in [person.id for person in rows(season, Respondent)]
