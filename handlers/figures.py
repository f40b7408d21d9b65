"""สถานะ and ยังขาด: where every unit stands, and what is missing."""

import re

from outbound.messages.status import UnitLine

from handlers.scope import choose, own_units, sees_all
from handlers.turn import Answer, Message, Turn
from models.agency import UNASSIGNED, Unit
from models.campaign import Instrument
from models.counting import Figure
from outbound.messages import status as say
from reports.quota_progress import COUNTED, Progress, UnitProgress, quota_progress
from rules.quota import invite_more


def status(turn: Turn, words: str) -> Answer:
    """สถานะ, สถานะ โยธา, สถานะ EIT: the units this person may see, in the table's order."""
    instrument, rest = _instrument(words)
    units = own_units(turn)
    if rest:
        chosen = choose(turn, rest, say_again=f"สถานะ {{unit}} {instrument or ''}".rstrip())
        if isinstance(chosen, Answer):
            return chosen
        units = [chosen]
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    wanted = [instrument] if instrument else _shown_instruments(progress, units)
    messages = [message for each in wanted for message in _status(turn, progress, each, units)]
    return Answer("status", messages)


def gaps(turn: Turn, words: str) -> Answer:
    """ยังขาด: the units short of their target, worst first, with how many to invite."""
    instrument, _ = _instrument(words)
    instrument = instrument or Instrument.EIT
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    mine = {unit.id for unit in own_units(turn)}
    short = [
        line
        for line in progress.of(instrument)
        if line.unit.id in mine and (line.remaining or 0) > 0
    ]
    short.sort(key=lambda line: (line.counted / (line.target or 1), -(line.remaining or 0)))
    if not short:
        return Answer("gaps", [say.all_met(turn.w, instrument=instrument, as_of=turn.now)])
    more = {
        line.unit.code: invite_more(
            remaining=line.remaining or 0, reached=line.reached, reported=line.reported
        )
        for line in short
    }
    message = say.gaps(
        turn.w,
        instrument=instrument,
        lines=[_line(turn, line) for line in short],
        closes_on=turn.campaign.closes_on,
        working_days_left=progress.working_days_left,
        as_of=progress.as_of,
        invite_more=more,
    )
    return Answer("gaps", [message])


def group_totals(turn: Turn) -> Message:
    """One line of totals for a group chat."""
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    return say.group_totals(
        turn.w,
        campaign=_campaign_name(turn),
        figure_label=turn.w("figure.reported"),
        total_reached=progress.total(Instrument.EIT, Figure.REACHED),
        total_counted=progress.total(Instrument.EIT, Figure.REPORTED),
        total_target=progress.target(Instrument.EIT),
        total_remaining=progress.remaining(Instrument.EIT),
        days_left=progress.days_left,
        as_of=progress.as_of,
    )


def _instrument(words: str) -> tuple[Instrument | None, str]:
    found = re.search(r"\b(eit|iit)\b", words)
    if found is None:
        return None, words
    return Instrument(found[1].upper()), (words[: found.start()] + words[found.end() :]).strip()


def _shown_instruments(progress: Progress, units: list[Unit]) -> list[Instrument]:
    """EIT, and for a unit without outsiders, IIT."""
    ids = {unit.id for unit in units}
    has_eit = any(line.unit.id in ids for line in progress.of(Instrument.EIT))
    return [Instrument.EIT] if has_eit else [Instrument.IIT]


def _status(
    turn: Turn, progress: Progress, instrument: Instrument, units: list[Unit]
) -> list[Message]:
    ids = {unit.id for unit in units}
    lines = [
        line
        for line in progress.of(instrument)
        if line.unit.id in ids or (line.unit.code == UNASSIGNED and sees_all(turn) and len(ids) > 1)
    ]
    figure = COUNTED[instrument]
    official = progress.official.get(instrument) if sees_all(turn) else None
    whole = sees_all(turn) and len(units) > 1
    target = progress.target(instrument) if whole else _sum(line.target for line in lines)
    missing = progress.remaining(instrument) if whole else _sum(line.remaining for line in lines)
    return say.status(
        turn.w,
        campaign=_campaign_name(turn),
        instrument=instrument,
        lines=[_line(turn, line) for line in lines],
        figure_label=turn.w(f"figure.{figure}"),
        total_reached=sum(line.reached for line in lines),
        total_counted=sum(line.counted for line in lines),
        total_target=target,
        total_remaining=missing,
        official=(official.count, official.as_of) if official else None,
        days_left=progress.days_left,
        working_days_left=progress.working_days_left,
        closes_on=turn.campaign.closes_on,
        as_of=progress.as_of,
        practice=turn.campaign.is_practice(instrument),
        checkpoint=turn.campaign.checkpoint(instrument, turn.today),
        sources=_sources(lines, figure),
    )


def _sum(values: object) -> int | None:
    listed = list(values)  # type: ignore[call-overload]
    return None if None in listed else sum(listed)


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
    return f"{turn.office_name} · {turn.campaign.fiscal_year}"
