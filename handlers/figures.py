"""สถานะ and ยังขาด: where every unit stands, and what is missing."""

import re

from handlers.scope import choose, seen_units, sees_all
from handlers.turn import Answer, Message, Turn
from models.agency import UNASSIGNED, Unit
from models.campaign import Instrument
from models.counting import Figure
from outbound.messages import staff_figures as say_staff
from outbound.messages import status as say
from outbound.messages.figures import CellLine
from outbound.messages.staff_figures import StaffFigures
from outbound.messages.status import Totals, UnitLine
from reports.quota_progress import COUNTED, Progress, UnitProgress, quota_progress, sum_of_targets
from rules.quota import invite_more, target_known


def status(turn: Turn, words: str) -> Answer:
    """สถานะ, สถานะ โยธา, สถานะ EIT: the units this person may see, in the table's order."""
    instrument, rest = _instrument(words)
    units = seen_units(turn)
    if rest:
        again = f"สถานะ {{unit}} {instrument or ''}".rstrip()
        chosen = choose(turn, rest, say_again=again, among=units)
        if isinstance(chosen, Answer):
            return chosen
        units = [chosen]
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    shown = instrument or _with_targets(progress, units)
    return Answer("status", [_status(turn, progress, shown, units)])


def gaps(turn: Turn, words: str) -> Answer:
    """ยังขาด: the units short of their target, worst first, with how many to invite."""
    instrument = _instrument(words)[0] or Instrument.EIT
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    mine = {unit.id for unit in seen_units(turn)}
    lines = [line for line in progress.of(instrument) if line.unit.id in mine]
    short = [line for line in lines if line.remaining]
    if not short:
        known = any(line.target is not None for line in lines)
        return Answer("gaps", [say.no_gaps(turn.w, instrument=instrument, targets_known=known)])
    short.sort(key=lambda line: (line.counted / (line.target or 1), -(line.remaining or 0)))
    message = say.gaps(
        turn.w,
        instrument=instrument,
        lines=[_line(turn, line) for line in short],
        closes_on=turn.campaign.ended_on,
        working_days_left=progress.working_days_left,
        as_of=progress.as_of,
        invite_more={
            line.unit.code: invite_more(
                remaining=line.remaining or 0, reached=line.reached, reported=line.reported
            )
            for line in short
        },
    )
    return Answer("gaps", [message])


def group_totals(turn: Turn) -> Message:
    """One line of totals for a group chat."""
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    return say.group_totals(
        turn.w,
        campaign=_campaign_name(turn),
        figure=turn.w("figure.reported"),
        totals=totals(progress.of(Instrument.EIT)),
        days_left=progress.days_left,
        as_of=progress.as_of,
    )


def _instrument(words: str) -> tuple[Instrument | None, str]:
    found = re.search(r"\b(eit|iit)\b", words)
    if found is None:
        return None, words
    return Instrument(found[1].upper()), (words[: found.start()] + words[found.end() :]).strip()


def _with_targets(progress: Progress, units: list[Unit]) -> Instrument:
    """EIT, but IIT for a unit that no outsider deals with."""
    ids = {unit.id for unit in units}
    has_eit = any(line.unit.id in ids for line in progress.of(Instrument.EIT))
    return Instrument.EIT if has_eit else Instrument.IIT


def _status(turn: Turn, progress: Progress, instrument: Instrument, units: list[Unit]) -> Message:
    ids = {unit.id for unit in units}
    whole_office = sees_all(turn) and len(units) > 1
    lines = [
        line
        for line in progress.of(instrument)
        if line.unit.id in ids or (whole_office and line.unit.code == UNASSIGNED)
    ]
    figure = COUNTED[instrument]
    official = progress.official.get(instrument)
    return say.status(
        turn.w,
        campaign=_campaign_name(turn),
        instrument=instrument,
        figure=turn.w(f"figure.{figure}"),
        lines=[_line(turn, line) for line in lines],
        totals=totals(lines),
        official=(official.count, official.as_of) if official else None,
        whole_office=whole_office,
        days_left=progress.days_left,
        working_days_left=progress.working_days_left,
        closes_on=turn.campaign.ended_on,
        as_of=progress.as_of,
        practice=turn.campaign.is_practice(instrument),
        checkpoint=turn.campaign.checkpoint(instrument, turn.today),
        sources=_sources(lines, figure) if instrument == Instrument.EIT else {},
        staff=_staff(turn, lines, whole_office) if instrument == Instrument.IIT else (),
    )


def _staff(turn: Turn, lines: list[UnitProgress], whole_office: bool) -> list[str]:
    """IIT's own notes: of the one unit asked about, or of all units seen."""
    campaign = turn.campaign
    known = [line for line in lines if line.eligible is not None]
    sums = totals(lines)
    figures = StaffFigures(
        on_roster=sum(line.on_roster or 0 for line in known) if known else None,
        eligible=sum(line.eligible or 0 for line in known) if known else None,
        target=sums.target,
        reached=sums.reached,
        acknowledged=sum(line.acknowledged for line in lines),
        signed=sum(line.signed for line in lines),
        line_signature=str(campaign.content["line_signature"]),
    )
    one = lines[0] if len(lines) == 1 else None
    ahead = [(n, day) for n, day in enumerate(campaign.evidence_days, 1) if day >= turn.today]
    return say_staff.notes(
        turn.w,
        figures,
        cells=cell_lines(one) if one else (),
        own_goal=_own_goal(turn, one) if one else None,
        floor=campaign.floor(Instrument.IIT) if whole_office else None,
        next_sheet=ahead[0] if ahead else None,
    )


def _own_goal(turn: Turn, line: UnitProgress) -> int | None:
    """What the unit asks of itself beyond the requirement, in people (domain.md §13)."""
    goals = turn.campaign.unit_entry(line.unit.code).get("own_goal") or {}
    targets = [
        target_known(goals.get(cell.staff_group, cell.rule), cell.eligible) for cell in line.cells
    ]
    if not goals or None in targets:
        return None
    return sum(target or 0 for target in targets)


def cell_lines(line: UnitProgress) -> list[CellLine]:
    """A unit's staff groups as a card shows them."""
    return [
        CellLine(cell.staff_group, cell.target, cell.counted, cell.remaining, cell.met)
        for cell in line.cells
    ]


def totals(lines: list[UnitProgress]) -> Totals:
    """Sums in which one unit's surplus does not cover another's gap (domain.md §2)."""
    target = sum_of_targets(lines)
    known = target is not None
    return Totals(
        counted=sum(line.counted for line in lines),
        reached=sum(line.reached for line in lines),
        target=target,
        remaining=sum(line.remaining or 0 for line in lines) if known else None,
    )


def _sources(lines: list[UnitProgress], figure: Figure) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        for source, value in line.by_source.get(figure, {}).items():
            sums[source.value] = sums.get(source.value, 0) + value
    return sums


def _line(turn: Turn, line: UnitProgress) -> UnitLine:
    return UnitLine(
        code=line.unit.code,
        name=turn.name_of(line.unit),
        short=turn.short_name_of(line.unit),
        target=line.target,
        counted=line.counted,
        reached=line.reached,
        remaining=line.remaining,
        met=line.met,
        pace_needed=line.pace_needed,
        recent_per_day=line.recent_per_day,
    )


def _campaign_name(turn: Turn) -> str:
    year = turn.w.pick(
        f"ปีงบประมาณ {turn.campaign.fiscal_year}", f"fiscal year {turn.campaign.fiscal_year}"
    )
    return f"{turn.office_name} · {year}"
