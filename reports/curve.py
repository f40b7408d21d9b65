"""A season day by day: what was reached each day, and the line it would take."""

from collections import Counter as Tally
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.campaign import Campaign, Instrument
from models.counting import DayCount, Source
from reports.quota_cells import meets
from reports.quota_progress import COUNTED


@dataclass(frozen=True)
class Curve:
    """People counted towards the target by the end of each day, first day to last.

    `needed` is the even pace over working days from the opening to the deadline; None without
    a target. `counted` ends today, `needed` on the last day.
    """

    days: tuple[date, ...]
    counted: tuple[int, ...]
    needed: tuple[float, ...] | None
    target: int | None


def curve(
    session: Session,
    campaign: Campaign,
    instrument: Instrument,
    *,
    target: int | None,
    unit_ids: Collection[int] | None = None,
    today: date,
) -> Curve:
    """The campaign's curve, of some units or of all; one query."""
    span = range((campaign.closes_on - campaign.opens_on).days + 1)
    days = tuple(campaign.opens_on + timedelta(days=n) for n in span)
    per_day = _per_day(session, campaign, instrument, unit_ids)
    total, counted = 0, []
    for day in days:
        if day > today:
            break
        total += per_day[day]
        counted.append(total)
    return Curve(days, tuple(counted), _needed(campaign, days, target), target)


def _per_day(
    session: Session,
    campaign: Campaign,
    instrument: Instrument,
    unit_ids: Collection[int] | None,
) -> Tally[date]:
    query = (
        select(DayCount.day, DayCount.source, func.sum(DayCount.value))
        .where(
            DayCount.agency_id == campaign.agency_id,
            DayCount.campaign_id == campaign.id,
            DayCount.instrument == instrument,
            DayCount.figure == COUNTED[instrument],
        )
        .group_by(DayCount.day, DayCount.source)
    )
    if unit_ids is not None:
        query = query.where(DayCount.unit_id.in_(unit_ids))
    per_day: Tally[date] = Tally()
    for day, source, value in session.execute(query):
        if instrument == Instrument.EIT or meets(campaign, Source(source)):
            per_day[max(day, campaign.opens_on)] += int(value)
    return per_day


def _needed(
    campaign: Campaign, days: tuple[date, ...], target: int | None
) -> tuple[float, ...] | None:
    """Flat where the office is closed; ends at the target."""
    if target is None:
        return None
    calendar = campaign.calendar
    whole = max(calendar.working_days(campaign.opens_on, campaign.closes_on), 1)
    done, line = 0, []
    for day in days:
        done += calendar.is_working_day(day)
        line.append(target * done / whole)
    return tuple(line)
