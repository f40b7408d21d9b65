"""From the database to the reports of an office, or of some of its units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.agency import UNASSIGNED, Agency, Unit
from models.campaign import Campaign, Instrument
from paper.chart import Chart, Deadline
from paper.report_facts import (
    ChartPicture,
    Figures,
    OfficialTotal,
    ProgressLine,
    ProgressReport,
)
from reports.curve import curve
from reports.quota_progress import Progress, UnitProgress, is_drawn, quota_progress, sum_of_targets
from rules.language import Language
from rules.thai_dates import ENGLISH_MONTHS, THAI_MONTHS_SHORT, bangkok_date, short_thai_date
from rules.thai_digits import thai_digits


@dataclass(frozen=True)
class Scope:
    """Whose report: the whole office when `units` is None."""

    session: Session
    office: Agency
    campaign: Campaign
    units: Sequence[Unit] | None
    now: datetime

    @property
    def unit_ids(self) -> set[int] | None:
        return None if self.units is None else {unit.id for unit in self.units}

    def lines(self, progress: Progress, instrument: Instrument) -> list[UnitProgress]:
        """The scope's units; people of no known unit only for the whole office."""
        ids = self.unit_ids
        return [each for each in progress.of(instrument) if ids is None or each.unit.id in ids]


def progress_report(scope: Scope) -> ProgressReport:
    """The director's page, or a coordinator's of the own units."""
    campaign, today = scope.campaign, bangkok_date(scope.now)
    progress = quota_progress(scope.session, campaign, now=scope.now)
    by_instrument = {each: scope.lines(progress, each) for each in Instrument}
    due = [
        (date.fromisoformat(milestone["date"]), thai_digits(str(milestone["label_th"])))
        for milestone in campaign.milestones
        if date.fromisoformat(milestone["date"]) >= today
    ]
    whole = scope.units is None
    return ProgressReport(
        office=scope.office.name_th,
        part=None if whole else ", ".join(unit.name_th for unit in scope.units or ()),
        fiscal_year=campaign.fiscal_year,
        as_of=scope.now,
        closes_on=campaign.ended_on,
        working_days_left=progress.working_days_left,
        lines=report_lines(by_instrument),
        total=report_total(by_instrument),
        charts=(
            _printed_chart(scope, Instrument.EIT, by_instrument[Instrument.EIT]),
            _printed_chart(scope, Instrument.IIT, by_instrument[Instrument.IIT]),
        ),
        official=(
            official_total(progress, Instrument.EIT),
            official_total(progress, Instrument.IIT),
        ),
        due=tuple(due),
        practice=any(campaign.is_practice(each) for each in Instrument),
    )


def chart_picture(scope: Scope, *, language: Language) -> ChartPicture:
    """The curves alone, for a card in chat."""
    progress = quota_progress(scope.session, scope.campaign, now=scope.now)
    lines = {each: scope.lines(progress, each) for each in Instrument}
    return ChartPicture(
        tuple(
            (each.value, chart_of(scope, each, lines[each], language=language))
            for each in Instrument
            if is_drawn(lines[each])
        )
    )


def report_lines(by_instrument: dict[Instrument, list[UnitProgress]]) -> tuple[ProgressLine, ...]:
    """A row a unit, with the questionnaires it takes part in, in the order of the table."""
    units = {
        line.unit.id: line.unit
        for line in sorted(
            (line for lines in by_instrument.values() for line in lines),
            key=lambda line: (line.unit.code == UNASSIGNED, line.unit.position, line.unit.id),
        )
    }
    found = {(each, line.unit.id): line for each, lines in by_instrument.items() for line in lines}
    return tuple(
        ProgressLine(
            unit=unit.name_th,
            eit=_figures(found.get((Instrument.EIT, unit.id))),
            iit=_figures(found.get((Instrument.IIT, unit.id))),
        )
        for unit in units.values()
    )


def report_total(by_instrument: dict[Instrument, list[UnitProgress]]) -> ProgressLine:
    """The sums; one unit's surplus does not cover another's gap."""
    sums = {}
    for each, lines in by_instrument.items():
        target = sum_of_targets(lines)
        sums[each] = Figures(
            target=target,
            reached=sum(line.reached for line in lines),
            counted=sum(line.counted for line in lines),
            remaining=None if target is None else sum(line.remaining or 0 for line in lines),
        )
    return ProgressLine("รวม", sums[Instrument.EIT], sums[Instrument.IIT])


def official_total(progress: Progress, instrument: Instrument) -> OfficialTotal | None:
    """The newest total an admin typed in."""
    row = progress.official.get(instrument)
    return OfficialTotal(row.count, row.as_of) if row else None


def _figures(line: UnitProgress | None) -> Figures | None:
    if line is None:
        return None
    return Figures(line.target, line.reached, line.counted, line.remaining)


def _printed_chart(
    scope: Scope, instrument: Instrument, lines: Sequence[UnitProgress]
) -> Chart | None:
    if not is_drawn(lines):
        return None
    return chart_of(scope, instrument, lines, language=Language.THAI, printed=True)


def chart_of(
    scope: Scope,
    instrument: Instrument,
    lines: Sequence[UnitProgress],
    *,
    language: Language,
    printed: bool = False,
) -> Chart:
    """The lines' curve against an even pace, with the days that matter; Thai digits in print."""
    campaign = scope.campaign
    season = curve(
        scope.session,
        campaign,
        instrument,
        target=sum_of_targets(lines),
        unit_ids={line.unit.id for line in lines},
        today=bangkok_date(scope.now),
    )
    counted = season.counted[-1] if season.counted else 0
    words = {
        Language.THAI: f"กราฟสะสม: {counted} คน",
        Language.ENGLISH: f"Cumulative chart: {counted} people",
    }[language]
    if season.needed and season.counted:
        due = round(season.needed[len(season.counted) - 1])
        words += {
            Language.THAI: f" หากเฉลี่ยเท่ากันควรถึง {due} คนวันนี้",
            Language.ENGLISH: f", {due} by today at an even pace",
        }[language]
    days = {campaign.closes_on} | {
        date.fromisoformat(milestone["date"])
        for milestone in campaign.milestones
        if milestone.get("instrument") == instrument
    }
    english = [name[:3] for name in ENGLISH_MONTHS]
    months = THAI_MONTHS_SHORT if language == Language.THAI else english
    digits = thai_digits if printed else str
    return Chart(
        days=season.days,
        counted=season.counted,
        needed=season.needed,
        target=season.target,
        deadlines=[Deadline(d, digits(short_thai_date(d, language))) for d in sorted(days)],
        closed=[d for d in season.days if not campaign.calendar.is_working_day(d)],
        months=[(d, months[d.month - 1]) for d in season.days if d.day == 1],
        summary=words,
        printed=printed,
    )
