"""A database full of people who may be reminded, for what is measured of reminders."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.processes import ROOT
from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Agency, units_of
from models.campaign import Campaign, Instrument
from models.counting import Source
from models.respondent import ChannelAddress, Consent, Respondent
from models.session import Database
from models.survey_case import SurveyCase

INVITED_AT = datetime(2027, 1, 13, 3, tzinfo=UTC)
"""A Wednesday; five working days later the first reminder is due, on 20 January."""

AT_ONCE = 5_000


def fill(database: Database, people: int, *, answered: int = 0) -> None:
    """Bang Sue's campaign, and so many people who agreed to be reminded and have not answered.

    `answered` more have: they are history.
    """
    text = (ROOT / "campaigns" / "bangsue-2570.yaml").read_text(encoding="utf-8")
    file, problems = parse_campaign(text)
    assert file is not None, problems
    with database.transaction() as session:
        load_campaign(session, file, now=INVITED_AT)
    for start in range(0, people + answered, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, people + answered))
        with database.transaction() as session:
            add_people(session, numbers, answered_from=people)


def add_people(session: Session, numbers: range, *, answered_from: int) -> None:
    """People who agreed to be reminded, one by one; those from `answered_from` have answered."""
    campaign = session.scalars(select(Campaign)).one()
    agency = session.get_one(Agency, campaign.agency_id)
    units = [unit.id for unit in units_of(session, agency.id) if campaign.has_eit(unit.code)]
    mine = {"agency_id": agency.id}

    def rows(**of_one: Any) -> Iterator[dict[str, Any]]:
        for number in numbers:
            made = {name: make(number) for name, make in of_one.items()}
            yield {**mine, **made}

    def respondent(number: int) -> int:
        return number + 1

    def always(value: Any) -> Any:
        return lambda _: value

    session.execute(
        insert(Respondent),
        list(
            rows(
                id=respondent,
                language=always("th"),
                met_at=always(INVITED_AT),
                friend_changed_at=always(INVITED_AT),
                wrong_codes=always(0),
            )
        ),
    )
    session.execute(
        insert(ChannelAddress),
        list(
            rows(
                respondent_id=respondent,
                user_id=lambda number: f"U{number:032x}",
                user_hash=lambda number: agency.hash_of(f"U{number:032x}"),
            )
        ),
    )
    session.execute(
        insert(Consent),
        list(
            rows(
                respondent_id=respondent,
                notice_version=always("1"),
                given_at=always(INVITED_AT),
            )
        ),
    )
    session.execute(
        insert(SurveyCase),
        list(
            rows(
                campaign_id=always(campaign.id),
                unit_id=lambda number: units[number % len(units)],
                instrument=always(Instrument.EIT),
                source=always(Source.LINE),
                respondent_id=respondent,
                met_at=always(INVITED_AT),
                reached_at=always(INVITED_AT),
                reported_at=lambda number: INVITED_AT if number >= answered_from else None,
            )
        ),
    )
