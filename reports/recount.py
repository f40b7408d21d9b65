"""Counting the facts again: what the counters should be, and where they are not."""

from collections import Counter as Tally

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, load_only

from models.campaign import Campaign, Instrument
from models.counting import (
    AssistedTally,
    Counter,
    DayCount,
    Figure,
    GroupCounter,
    HourCount,
    Source,
)
from models.staff_member import EVIDENCE_COLUMNS, StaffMember, evidence_counts
from models.survey_case import SurveyCase

Key = tuple[int, str, str, str]
"""Unit, instrument, figure, source."""


def recount(session: Session, campaign: Campaign) -> list[dict[str, object]]:
    """Every figure whose counter differs from its facts, hours or days; repairs nothing.

    Scans and links taken have no other facts than their hours.
    """
    kept = _counters(session, campaign)
    hours, days = _sums(session, campaign, HourCount), _sums(session, campaign, DayCount)
    facts = _facts(session, campaign)
    anonymous = {Figure.SCANNED, Figure.LINK_TAKEN}
    differences = _groups(session, campaign)
    for key in sorted(set(kept) | set(hours) | set(days) | set(facts)):
        expected = hours[key] if key[2] in anonymous else facts[key]
        if not kept[key] == hours[key] == days[key] == expected:
            unit_id, instrument, figure, source = key
            differences.append(
                {
                    "unit_id": unit_id,
                    "instrument": instrument,
                    "figure": figure,
                    "source": source,
                    "counter": kept[key],
                    "by_hour": hours[key],
                    "by_day": days[key],
                    "facts": expected,
                }
            )
    return differences


def _groups(session: Session, campaign: Campaign) -> list[dict[str, object]]:
    """Where the counters by staff group differ from the roster's signatures."""
    rows = session.scalars(
        select(GroupCounter).where(
            GroupCounter.agency_id == campaign.agency_id, GroupCounter.campaign_id == campaign.id
        )
    )
    kept = Tally(
        {(r.unit_id, str(r.staff_group), str(r.figure), str(r.source)): r.value for r in rows}
    )
    facts = _evidence(session, campaign)
    return [
        {
            "unit_id": key[0],
            "staff_group": key[1],
            "figure": key[2],
            "source": key[3],
            "counter": kept[key],
            "facts": facts[key],
        }
        for key in sorted(set(kept) | set(facts))
        if kept[key] != facts[key]
    ]


def _evidence(session: Session, campaign: Campaign) -> Tally[tuple[int, str, str, str]]:
    """Signatures and acknowledgements by unit, staff group, figure and source."""
    tally: Tally[tuple[int, str, str, str]] = Tally()
    members = session.scalars(
        select(StaffMember)
        .options(load_only(*EVIDENCE_COLUMNS))
        .where(
            StaffMember.agency_id == campaign.agency_id,
            StaffMember.campaign_id == campaign.id,
            StaffMember.not_eligible.is_(None),
            or_(StaffMember.signed_at.is_not(None), StaffMember.acknowledged_at.is_not(None)),
        )
    )
    for member in members:
        for figure, source in evidence_counts(member):
            tally[(member.unit_id, str(member.staff_group), str(figure), str(source))] += 1
    return tally


def _counters(session: Session, campaign: Campaign) -> Tally[Key]:
    rows = session.scalars(
        select(Counter).where(
            Counter.agency_id == campaign.agency_id, Counter.campaign_id == campaign.id
        )
    )
    return Tally(
        {(r.unit_id, str(r.instrument), str(r.figure), str(r.source)): r.value for r in rows}
    )


def _sums(session: Session, campaign: Campaign, table: type[HourCount | DayCount]) -> Tally[Key]:
    keys = (table.unit_id, table.instrument, table.figure, table.source)
    rows = session.execute(
        select(*keys, func.sum(table.value))
        .where(table.agency_id == campaign.agency_id, table.campaign_id == campaign.id)
        .group_by(*keys)
    )
    return Tally({(r[0], str(r[1]), str(r[2]), str(r[3])): int(r[4]) for r in rows})


def _facts(session: Session, campaign: Campaign) -> Tally[Key]:
    tally: Tally[Key] = Tally()
    keys = (SurveyCase.unit_id, SurveyCase.instrument, SurveyCase.source)
    eligible = SurveyCase.not_eligible.is_(None)
    counted = {  # in one pass: of all that is recounted the cases are by far the most
        Figure.JOINED: SurveyCase.source == Source.LINE,
        Figure.REACHED: eligible & SurveyCase.reached_at.is_not(None),
        Figure.REPORTED: eligible & SurveyCase.reported_at.is_not(None),
    }
    cases = (
        select(*keys, *(func.count(case((which, 1))) for which in counted.values()))
        .where(SurveyCase.agency_id == campaign.agency_id, SurveyCase.campaign_id == campaign.id)
        .group_by(*keys)
    )
    for unit_id, instrument, source, *numbers in session.execute(cases):
        for figure, number in zip(counted, numbers, strict=True):
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
    for (unit_id, _, name, told), number in _evidence(session, campaign).items():
        tally[(unit_id, str(Instrument.IIT), name, told)] += number
    return tally
