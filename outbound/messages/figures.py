"""One unit's figures as a few lines of a card, and the sentences about time beside them."""

from dataclasses import dataclass
from datetime import date, datetime

from models.agency import UNASSIGNED
from outbound.messages.cards import AMBER, MUTED, Message, bar, paragraph, stack
from outbound.messages.wording import Wording
from rules.thai_dates import bangkok_date, thai_date, thai_time


@dataclass(frozen=True)
class UnitLine:
    """One unit's figures; `counted` is the figure that meets the target, in people.

    `pace_needed` is people per working day left, None when none is left; `recent_per_day` is
    what the last seven days brought.
    """

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

    @property
    def is_unit(self) -> bool:
        """Whether it stands for a unit; people of no known unit have a line without target."""
        return self.code != UNASSIGNED

    @property
    def is_behind(self) -> bool:
        """Whether going on like the last seven days would miss the target."""
        if not self.remaining:
            return False
        return self.pace_needed is None or self.recent_per_day < self.pace_needed


@dataclass(frozen=True)
class CellLine:
    """One staff group of a unit, in people; `counted` is what meets the target."""

    staff_group: str
    target: int | None
    counted: int
    remaining: int | None
    met: bool


@dataclass(frozen=True)
class Totals:
    """The sums over the lines shown; None where a target is not known yet."""

    counted: int
    reached: int
    target: int | None
    remaining: int | None

    @property
    def is_more_than_its_parts(self) -> bool:
        """Whether someone adding up would stumble: a surplus covers no other unit's gap."""
        if self.target is None or self.remaining is None:
            return False
        return self.counted + self.remaining != self.target


def unit_row(w: Wording, line: UnitLine) -> Message:
    """A unit's name and figure, its bar, and for a unit short of target what is left to do."""
    if not line.is_unit:
        return _head(line.short, str(line.counted))
    if line.target is None:
        words = w("status.row_no_target", counted=line.counted)
        return _sides(paragraph(line.short, bold=True), paragraph(words, muted=True))
    key = "status.row_met" if line.met else "status.row"
    parts = [
        _head(line.short, w(key, counted=line.counted, target=line.target)),
        bar(line.counted, line.target),
    ]
    if not line.met:
        parts.append(pace(w, line, short_form=True))
    return stack(parts)


def gap_row(w: Wording, line: UnitLine, invite: Message | None) -> Message:
    """How many are missing, the pace that takes, and what is said of inviting more."""
    key = "gaps.row_late" if line.pace_needed is None else "gaps.row"
    facts = {"counted": line.counted, "target": line.target, "needed": line.pace_needed}
    how = paragraph(w(key, **facts), size="xs", muted=True)
    return stack(
        [
            _head(line.short, w("gaps.short", remaining=line.remaining)),
            bar(line.counted, line.target),
            _sides(how, invite) if invite else how,
        ]
    )


def invite_about(w: Wording, more: int | None) -> Message:
    """About how many people to invite; None is not known yet, and said so."""
    if more is None:
        return paragraph(w("gaps.invite_unknown"), size="xs", muted=True)
    return paragraph(w("gaps.invite", more=more), size="xs")


def pace(w: Wording, line: UnitLine, *, short_form: bool) -> Message:
    """What is left a day against what the last days brought; who is too slow stands out."""
    key = "status.late"
    if line.pace_needed is not None:
        key = "status.pace_short" if short_form else "status.pace"
    words = w(
        key,
        remaining=line.remaining,
        needed=line.pace_needed,
        recent=f"{line.recent_per_day:.1f}",
    )
    behind = line.is_behind
    return paragraph(words, size="xs", bold=behind, colour=AMBER if behind else MUTED)


def _head(name: str, figure: str) -> Message:
    return _sides(paragraph(name, bold=True), paragraph(figure, bold=True))


def _sides(left: Message, right: Message) -> Message:
    """Two texts on one line; the right one takes the room it needs."""
    return {
        "type": "box",
        "layout": "baseline",
        "spacing": "sm",
        "contents": [{**left, "flex": 1}, {**right, "flex": 0, "align": "end"}],
    }


def as_of_words(w: Wording, moment: datetime) -> str:
    """When the figures were read."""
    day = thai_date(bangkok_date(moment), w.language)
    return w("status.as_of", day=day, time=thai_time(moment, w.language))


def moment_words(w: Wording, moment: datetime) -> str:
    """A moment's Bangkok day and time."""
    return f"{thai_date(bangkok_date(moment), w.language)} {thai_time(moment, w.language)}"


def time_left_words(
    w: Wording, *, closes_on: date, as_of: datetime, days_left: int, working_days_left: int
) -> str:
    """How long there is; on the last day and after it a count of days would mislead."""
    today = bangkok_date(as_of)
    key = "status.closed" if today > closes_on else "status.last_day"
    if today < closes_on:
        key = "status.left"
    until = thai_date(closes_on, w.language)
    return w(key, days=days_left, working=working_days_left, closes_on=until)
