"""Where every unit stands, as cards: one look tells who is short, by how much, at what pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outbound.messages.cards import (
    AMBER,
    Message,
    bar,
    card,
    paragraph,
    quick_say,
    separator,
    text,
)
from outbound.messages.wording import Wording
from rules.thai_dates import bangkok_date, thai_date, thai_time


@dataclass(frozen=True)
class UnitLine:
    """One unit's figures; `counted` is the figure that meets the target, in people."""

    code: str
    name: str
    short: str
    target: int | None
    counted: int
    reached: int
    remaining: int | None
    met: bool
    pace_needed: int | None
    recent_per_day: float


@dataclass(frozen=True)
class Totals:
    """The sums over the lines shown; None where a target is not known yet."""

    counted: int
    reached: int
    target: int | None
    remaining: int | None


def status(
    w: Wording,
    *,
    campaign: str,
    instrument: str,
    figure: str,
    lines: Sequence[UnitLine],
    totals: Totals,
    official: tuple[int, datetime] | None,
    whole_office: bool,
    days_left: int,
    working_days_left: int,
    closes_on: date,
    as_of: datetime,
    practice: bool,
    checkpoint: tuple[date, int] | None,
    sources: Mapping[str, int],
) -> Message:
    """The status card; `figure` is the name of what is counted, `sources` who told us."""
    left = {
        "days": days_left,
        "working": working_days_left,
        "closes_on": thai_date(closes_on, w.language),
    }
    body = [paragraph(w("status.practice"), bold=True, colour=AMBER)] if practice else []
    body += _headline(w, instrument, figure, lines, totals, as_of)
    body.append(bar(totals.counted, totals.target))
    body.append(_left(w, totals, left))
    body.append(paragraph(w("status.reached", reached=totals.reached), muted=True, size="xs"))
    if len(lines) > 1:
        body.append(separator())
        body += [component for line in lines for component in _unit(w, line)]
        body.append(separator())
    else:
        body += [paragraph(_pace(w, line), muted=True, size="xs") for line in lines]
    if any(sources.values()):
        known = {"line": 0, "web": 0, "assisted": 0, **sources}
        body.append(paragraph(w("status.sources", **known), muted=True, size="xs"))
    body += _foot(w, instrument, totals, official, checkpoint, whole_office=whole_office)
    body.append(paragraph(_as_of(w, as_of), muted=True, size="xs"))
    return card(
        title=w("status.title", instrument=instrument),
        eyebrow=campaign,
        body=body,
        alt=_total(w, figure, totals),
        quick=[
            quick_say(words, words)
            for words in (w.pick("ยังขาด", "gaps"), w.pick("ข้อความเชิญ", "invite text"))
        ],
    )


def _headline(
    w: Wording,
    instrument: str,
    figure: str,
    lines: Sequence[UnitLine],
    totals: Totals,
    as_of: datetime,
) -> list[Message]:
    if len(lines) != 1:
        return [paragraph(_total(w, figure, totals), bold=True, size="md")]
    facts = {
        "unit": lines[0].name,
        "instrument": instrument,
        "figure": figure,
        "counted": totals.counted,
        "target": totals.target,
        "remaining": totals.remaining,
        "day": thai_date(bangkok_date(as_of), w.language),
    }
    key = "status.one_unit_no_target" if totals.target is None else "status.one_unit"
    return [paragraph(w(key, **facts), bold=True, size="md")]


def _total(w: Wording, figure: str, totals: Totals) -> str:
    key = "status.total_no_target" if totals.target is None else "status.total"
    return w(key, figure=figure, counted=totals.counted, target=totals.target)


def _left(w: Wording, totals: Totals, left: Mapping[str, object]) -> Message:
    if totals.remaining is None:
        return paragraph(w("status.left_no_target", **left))
    return paragraph(w("status.left", remaining=totals.remaining, **left))


def _unit(w: Wording, line: UnitLine) -> list[Message]:
    """Name and figure, bar, and what is left, close together."""
    figure = f"{line.counted}/{line.target}" if line.target is not None else str(line.counted)
    head: Message = {
        "type": "box",
        "layout": "baseline",
        "contents": [
            {**paragraph(line.short, bold=True), "flex": 5},
            {**paragraph(figure, bold=True), "flex": 2, "align": "end"},
        ],
    }
    rest = paragraph(_pace(w, line), muted=True, size="xs")
    return [
        {
            "type": "box",
            "layout": "vertical",
            "spacing": "xs",
            "contents": [head, bar(line.counted, line.target), rest],
        }
    ]


def _pace(w: Wording, line: UnitLine) -> str:
    if line.code == "unassigned":
        return w("status.line_unassigned")
    if line.remaining is None:
        return w("status.line_no_target")
    if line.met:
        return w("status.line_met")
    if line.pace_needed is None:
        return w("status.line_late", remaining=line.remaining)
    return w(
        "status.line_short",
        remaining=line.remaining,
        needed=line.pace_needed,
        recent=f"{line.recent_per_day:.1f}",
    )


def _foot(
    w: Wording,
    instrument: str,
    totals: Totals,
    official: tuple[int, datetime] | None,
    checkpoint: tuple[date, int] | None,
    *,
    whole_office: bool,
) -> list[Message]:
    """Checkpoint and the official total beside ours: the office's, never a unit's."""
    words = []
    if checkpoint is not None:
        day = thai_date(checkpoint[0], w.language)
        words.append(w("status.checkpoint", day=day, share=checkpoint[1]))
    if whole_office and official is not None:
        gap = f"{official[0] - totals.counted:+d}"
        when = thai_date(bangkok_date(official[1]), w.language)
        words.append(w("status.official", count=official[0], when=when, gap=gap))
    elif whole_office:
        words.append(w("status.official_none", instrument=instrument))
    return [paragraph(each, size="xs") for each in words]


def _as_of(w: Wording, moment: datetime) -> str:
    day = thai_date(bangkok_date(moment), w.language)
    return w("status.as_of", day=day, time=thai_time(moment, w.language))


def gaps(
    w: Wording,
    *,
    instrument: str,
    lines: Sequence[UnitLine],
    closes_on: date,
    working_days_left: int,
    as_of: datetime,
    invite_more: Mapping[str, int | None],
) -> Message:
    """The units short of target in the order given, with how many to invite."""
    until = thai_date(closes_on, w.language)
    body = [component for line in lines for component in _gap(w, line, invite_more.get(line.code))]
    body.append(
        paragraph(w("gaps.foot", working=working_days_left, closes_on=until), muted=True, size="xs")
    )
    body.append(paragraph(_as_of(w, as_of), muted=True, size="xs"))
    alt = ", ".join(f"{line.short} {line.remaining}" for line in lines)
    return card(
        title=w("gaps.title", instrument=instrument),
        body=body,
        alt=f"{w('gaps.title', instrument=instrument)}: {alt}",
    )


def _gap(w: Wording, line: UnitLine, more: int | None) -> list[Message]:
    needed = line.pace_needed
    key = "gaps.line_late" if needed is None else "gaps.line"
    invite = w("gaps.invite_unknown") if more is None else w("gaps.invite", more=more)
    return [
        {
            "type": "box",
            "layout": "vertical",
            "spacing": "xs",
            "contents": [
                {
                    "type": "box",
                    "layout": "baseline",
                    "contents": [
                        {**paragraph(line.short, bold=True), "flex": 5},
                        {
                            **paragraph(f"{line.counted}/{line.target}", bold=True),
                            "flex": 2,
                            "align": "end",
                        },
                    ],
                },
                bar(line.counted, line.target),
                paragraph(
                    f"{w(key, remaining=line.remaining, needed=needed)} · {invite}",
                    muted=True,
                    size="xs",
                ),
            ],
        }
    ]


def no_gaps(w: Wording, *, instrument: str, targets_known: bool) -> Message:
    """Nothing is missing, or nothing is known to be."""
    return text(w("gaps.none" if targets_known else "gaps.none_no_target", instrument=instrument))


def group_totals(
    w: Wording, *, campaign: str, figure: str, totals: Totals, days_left: int, as_of: datetime
) -> Message:
    """One line for a group chat: totals only, no unit, no name."""
    words = w(
        "status.group",
        campaign=campaign,
        figure=figure,
        counted=totals.counted,
        target=totals.target,
        remaining=totals.remaining,
        days=days_left,
        day=thai_date(bangkok_date(as_of), w.language),
        time=thai_time(as_of, w.language),
    )
    return text(words)
