"""Counting the facts again: what the counters should be, and where they are not."""

from collections import Counter as Tally

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.campaign import Campaign
from models.counting import AssistedTally, Counter, Figure, HourCount, Source
from models.survey_case import SurveyCase

Key = tuple[int, str, str, str]
"""Unit, instrument, figure, source."""


def recount(session: Session, campaign: Campaign) -> list[dict[str, object]]:
    """Every figure whose counter differs from its facts or from its hours; repairs nothing.

    Scans and links taken have no other facts than their hours.
    """
    kept = _counters(session, campaign)
    hours = _hours(session, campaign)
    facts = _facts(session, campaign)
    anonymous = {Figure.SCANNED, Figure.LINK_TAKEN}
    differences = []
    for key in sorted(set(kept) | set(hours) | set(facts)):
        expected = hours[key] if key[2] in anonymous else facts[key]
        if not kept[key] == hours[key] == expected:
            unit_id, instrument, figure, source = key
            differences.append(
                {
                    "unit_id": unit_id,
                    "instrument": instrument,
                    "figure": figure,
                    "source": source,
                    "counter": kept[key],
                    "by_hour": hours[key],
                    "facts": expected,
                }
            )
    return differences


def _counters(session: Session, campaign: Campaign) -> Tally[Key]:
    rows = session.scalars(
        select(Counter).where(
            Counter.agency_id == campaign.agency_id, Counter.campaign_id == campaign.id
        )
    )
    return Tally(
        {(r.unit_id, str(r.instrument), str(r.figure), str(r.source)): r.value for r in rows}
    )


def _hours(session: Session, campaign: Campaign) -> Tally[Key]:
    keys = (HourCount.unit_id, HourCount.instrument, HourCount.figure, HourCount.source)
    rows = session.execute(
        select(*keys, func.sum(HourCount.value))
        .where(HourCount.agency_id == campaign.agency_id, HourCount.campaign_id == campaign.id)
        .group_by(*keys)
    )
    return Tally({(r[0], str(r[1]), str(r[2]), str(r[3])): int(r[4]) for r in rows})


def _facts(session: Session, campaign: Campaign) -> Tally[Key]:
    tally: Tally[Key] = Tally()
    keys = (SurveyCase.unit_id, SurveyCase.instrument, SurveyCase.source)
    cases = select(*keys, func.count()).where(
        SurveyCase.agency_id == campaign.agency_id, SurveyCase.campaign_id == campaign.id
    )
    eligible = SurveyCase.not_eligible.is_(None)
    for figure, query in (
        (Figure.JOINED, cases.where(SurveyCase.source == Source.LINE)),
        (Figure.REACHED, cases.where(eligible, SurveyCase.reached_at.is_not(None))),
        (Figure.REPORTED, cases.where(eligible, SurveyCase.reported_at.is_not(None))),
    ):
        for unit_id, instrument, source, number in session.execute(query.group_by(*keys)):
            tally[(unit_id, str(instrument), str(figure), str(source))] += number
    assisted = (AssistedTally.unit_id, AssistedTally.instrument, AssistedTally.figure)
    rows = session.execute(
        select(*assisted, func.sum(AssistedTally.amount))
        .where(
            AssistedTally.agency_id == campaign.agency_id,
            AssistedTally.campaign_id == campaign.id,
            AssistedTally.undone_at.is_(None),
        )
        .group_by(*assisted)
    )
    for unit_id, instrument, figure, number in rows:
        tally[(unit_id, str(instrument), str(figure), str(Source.ASSISTED))] += int(number)
    return tally
