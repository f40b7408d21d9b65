"""One unit from near: its service points, its days and hours, and whether its figure is fair."""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.campaign import Campaign, Instrument
from models.counting import AssistedTally, Figure, HourCount
from models.service_point import ServicePoint
from rules.fairness import Concentration, Part, concentrations

FIGURES = (Figure.SCANNED, Figure.LINK_TAKEN, Figure.JOINED, Figure.REACHED, Figure.REPORTED)
"""Of outsiders, in the order people go through them; the first two are of no person."""

ANONYMOUS = frozenset({Figure.SCANNED, Figure.LINK_TAKEN})

NO_POINT = 0
"""Counts that came through no counter's code: tallies, invitations by name."""

TALLIES_SHOWN = 20

By = Mapping[Figure, Mapping[date | int, int]]


@dataclass(frozen=True)
class UnitDetail:
    """A unit's EIT counts, each by its own key: service point's id, Bangkok day, hour of day."""

    points: list[ServicePoint]
    by_point: By
    by_day: By
    by_hour: By

    @property
    def concentrations(self) -> list[Concentration]:
        """What the reported figure leans on, if it leans."""
        divided = {
            Part.DAY: self.by_day[Figure.REPORTED],
            Part.HOUR: self.by_hour[Figure.REPORTED],
        }
        if len(self.points) > 1:
            at_points = self.by_point[Figure.REPORTED]
            divided[Part.POINT] = {k: n for k, n in at_points.items() if k != NO_POINT}
        return concentrations(divided)

    @property
    def days(self) -> list[date]:
        """The days with any count, newest first."""
        days = {day for counts in self.by_day.values() for day in counts}
        return sorted((day for day in days if isinstance(day, date)), reverse=True)

    @property
    def hours(self) -> list[int]:
        """The hours of the day with any count."""
        hours = {hour for counts in self.by_hour.values() for hour in counts}
        return sorted(hour for hour in hours if isinstance(hour, int))


def unit_detail(session: Session, campaign: Campaign, unit_id: int) -> UnitDetail:
    """Two queries, whatever the history; revoked points stay in the list, for their counts."""
    points = session.scalars(
        select(ServicePoint)
        .where(
            ServicePoint.agency_id == campaign.agency_id,
            ServicePoint.campaign_id == campaign.id,
            ServicePoint.unit_id == unit_id,
        )
        .order_by(ServicePoint.id)
    )
    keys = (HourCount.figure, HourCount.service_point_id, HourCount.day, HourCount.hour)
    rows = session.execute(
        select(*keys, func.sum(HourCount.value))
        .where(
            HourCount.agency_id == campaign.agency_id,
            HourCount.campaign_id == campaign.id,
            HourCount.unit_id == unit_id,
            HourCount.instrument == Instrument.EIT,
        )
        .group_by(*keys)
    )
    by_point, by_day, by_hour = (
        {figure: Tally[date | int]() for figure in FIGURES} for _ in range(3)
    )
    for figure, point_id, day, hour, value in rows:
        by_point[Figure(figure)][point_id] += int(value)
        by_day[Figure(figure)][day] += int(value)
        by_hour[Figure(figure)][hour] += int(value)
    return UnitDetail(list(points), by_point, by_day, by_hour)


def latest_tallies(session: Session, campaign: Campaign, unit_id: int) -> list[AssistedTally]:
    """People noted by the counter's officers, newest first, those taken back included."""
    query = select(AssistedTally).where(
        AssistedTally.agency_id == campaign.agency_id,
        AssistedTally.campaign_id == campaign.id,
        AssistedTally.unit_id == unit_id,
    )
    return list(session.scalars(query.order_by(AssistedTally.id.desc()).limit(TALLIES_SHOWN)))
