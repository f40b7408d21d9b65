"""Where every unit stands against its target; what chat, command line and desk all show."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agency import UNASSIGNED, Unit, units_of
from models.campaign import Campaign, Instrument
from models.counting import Counter, DayCount, Figure, Source
from models.quota_cell import OfficialCount, latest_official
from reports.quota_cells import CellProgress, meets, quota_cells
from rules.quota import pace_needed
from rules.thai_dates import bangkok_date

RECENT_DAYS = 7
"""The window of "what we manage now": the last seven days, today included."""

COUNTED = {Instrument.EIT: Figure.REPORTED, Instrument.IIT: Figure.SIGNED}
"""Which figure meets a target (domain.md §6)."""


@dataclass(frozen=True)
class UnitProgress:
    """One unit and instrument. Figures are people; `target` None until a roster is known.

    A staff group's surplus covers no other group's gap, as no unit's does another's.
    """

    unit: Unit
    instrument: Instrument
    cells: tuple[CellProgress, ...]
    by_source: Mapping[Figure, Mapping[Source, int]]
    recent: int
    working_days_left: int
    recent_working_days: int

    def figure(self, figure: Figure) -> int:
        """The figure over its sources.

        Of staff reached, those with the link in LINE were handed a card as well, so the larger
        of the two figures is how many were reached at the least: added, some would count twice.
        Cards of people who have left since reach nobody of the present roster.
        """
        values = self.by_source.get(figure, {}).values()
        if self.instrument == Instrument.IIT and figure == Figure.REACHED:
            largest = max(values, default=0)
            return largest if self.eligible is None else min(largest, self.eligible)
        return sum(values)

    @property
    def target(self) -> int | None:
        targets = [cell.target for cell in self.cells]
        return None if None in targets or not targets else sum(target or 0 for target in targets)

    @property
    def on_roster(self) -> int | None:
        known = [cell.on_roster for cell in self.cells if cell.on_roster is not None]
        return sum(known) if known else None

    @property
    def eligible(self) -> int | None:
        known = [cell.eligible for cell in self.cells if cell.eligible is not None]
        return sum(known) if known else None

    @property
    def reached(self) -> int:
        return self.figure(Figure.REACHED)

    @property
    def acknowledged(self) -> int:
        return self.figure(Figure.ACKNOWLEDGED)

    @property
    def reported(self) -> int:
        return self.figure(Figure.REPORTED)

    @property
    def signed(self) -> int:
        """On paper."""
        return self.by_source.get(Figure.SIGNED, {}).get(Source.ASSISTED, 0)

    @property
    def counted(self) -> int:
        """What meets the target: reported for EIT; for IIT signed, in LINE where accepted."""
        if self.instrument == Instrument.EIT:
            return self.reported
        return sum(cell.counted for cell in self.cells)

    @property
    def remaining(self) -> int | None:
        if self.target is None:
            return None
        return sum(cell.remaining or 0 for cell in self.cells)

    @property
    def met(self) -> bool:
        return bool(self.cells) and all(cell.met for cell in self.cells)

    @property
    def pace_needed(self) -> int | None:
        """People a working day from now to the deadline; None when it cannot be told."""
        if self.remaining is None:
            return None
        return pace_needed(remaining=self.remaining, working_days_left=self.working_days_left)

    @property
    def recent_per_day(self) -> float:
        """People a working day over the last seven days: the same measure as `pace_needed`."""
        return self.recent / max(self.recent_working_days, 1)


@dataclass(frozen=True)
class Progress:
    """A campaign's figures at one moment; `units` in the order of the quota table."""

    campaign: Campaign
    as_of: datetime
    days_left: int
    working_days_left: int
    units: list[UnitProgress]
    official: Mapping[Instrument, OfficialCount]

    @property
    def as_of_day(self) -> date:
        return bangkok_date(self.as_of)

    def of(self, instrument: Instrument) -> list[UnitProgress]:
        """The instrument's units; people of no known unit last, when there are any."""
        return [line for line in self.units if line.instrument == instrument]

    def target(self, instrument: Instrument) -> int | None:
        """The sum of the targets known; None while one is still unknown."""
        return sum_of_targets(self.of(instrument))

    def remaining(self, instrument: Instrument) -> int | None:
        """The sum of every unit's gap: one unit's surplus does not cover another (domain.md §2)."""
        if self.target(instrument) is None:
            return None
        return sum(line.remaining or 0 for line in self.of(instrument))

    def total(self, instrument: Instrument, figure: Figure) -> int:
        """All of the office's people under that figure, those of no known unit included."""
        return sum(line.figure(figure) for line in self.of(instrument))

    def signed(self, instrument: Instrument) -> int:
        """All who signed on paper."""
        return sum(line.signed for line in self.of(instrument))


def sum_of_targets(lines: Iterable[UnitProgress]) -> int | None:
    """The units' targets together; None while one is still unknown."""
    targets = [line.target for line in lines if line.unit.code != UNASSIGNED]
    known = [target for target in targets if target is not None]
    return sum(known) if targets and len(known) == len(targets) else None


def is_drawn(lines: Collection[UnitProgress]) -> bool:
    """Whether there is a target, or somebody counted, to draw."""
    return bool(lines) and (
        sum_of_targets(lines) is not None or any(line.counted for line in lines)
    )


def quota_progress(session: Session, campaign: Campaign, *, now: datetime) -> Progress:
    """Reads the campaign's counters: a fixed number of queries, whatever the history."""
    today = bangkok_date(now)
    days_left = (campaign.ended_on - today).days
    from_day = max(today, campaign.opens_on)
    if campaign.closed_at is not None:
        from_day = campaign.closes_on + timedelta(days=1)  # nothing is left of its days
    figures = _figures(session, campaign)
    recent = _recent(session, campaign, now=now)
    cells = quota_cells(session, campaign, figures)
    week_ago = today - timedelta(days=RECENT_DAYS - 1)
    units = units_of(session, campaign.agency_id)
    days = {unit.id: campaign.calendar_of(unit.code) for unit in units}
    lines = [
        UnitProgress(
            unit=unit,
            instrument=instrument,
            cells=cells.get((unit.id, instrument), ()),
            by_source=figures[(unit.id, instrument)],
            recent=recent.get((unit.id, instrument), 0),
            working_days_left=days[unit.id].working_days(from_day, campaign.closes_on),
            recent_working_days=days[unit.id].working_days(week_ago, today),
        )
        for instrument in Instrument
        for unit in units
        if (unit.id, instrument) in cells
        or (unit.code == UNASSIGNED and figures[(unit.id, instrument)])
    ]
    return Progress(
        campaign=campaign,
        as_of=now,
        days_left=max(days_left, 0),
        working_days_left=campaign.calendar.working_days(from_day, campaign.closes_on),
        units=lines,
        official=latest_official(session, campaign.agency_id, campaign.id),
    )


def _figures(
    session: Session, campaign: Campaign
) -> dict[tuple[int, Instrument], dict[Figure, dict[Source, int]]]:
    found: dict[tuple[int, Instrument], dict[Figure, dict[Source, int]]] = defaultdict(dict)
    rows = session.scalars(
        select(Counter).where(
            Counter.agency_id == campaign.agency_id, Counter.campaign_id == campaign.id
        )
    )
    for row in rows:
        if row.value:
            by_figure = found[(row.unit_id, Instrument(row.instrument))]
            by_figure.setdefault(Figure(row.figure), {})[Source(row.source)] = row.value
    return found


def _recent(
    session: Session, campaign: Campaign, *, now: datetime
) -> dict[tuple[int, Instrument], int]:
    since = bangkok_date(now) - timedelta(days=RECENT_DAYS - 1)
    keys = (DayCount.unit_id, DayCount.instrument, DayCount.figure, DayCount.source)
    rows = session.execute(
        select(*keys, func.sum(DayCount.value))
        .where(
            DayCount.agency_id == campaign.agency_id,
            DayCount.campaign_id == campaign.id,
            DayCount.day >= since,
            DayCount.figure.in_(list(COUNTED.values())),
        )
        .group_by(*keys)
    )
    recent: Tally[tuple[int, Instrument]] = Tally()
    for unit_id, instrument, figure, source, value in rows:
        counts = figure != Figure.SIGNED or meets(campaign, Source(source))
        if COUNTED[Instrument(instrument)] == figure and counts:
            recent[(unit_id, Instrument(instrument))] += int(value)
    return recent
