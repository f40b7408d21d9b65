"""Where every unit stands, as cards: one look tells who is short, by how much, at what pace."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest

from outbound.messages.cards import (
    AMBER,
    Message,
    bar,
    card,
    paragraph,
    quick_say,
    separator,
    stack,
    text,
)
from outbound.messages.figures import (
    Totals,
    UnitLine,
    as_of_words,
    gap_row,
    invite_about,
    pace,
    time_left_words,
    unit_row,
)
from outbound.messages.footnotes import (
    checkpoint_ahead,
    legend,
    official_beside_ours,
    small_print,
    sources_told,
)
from outbound.messages.wording import Wording
from rules.quota import FEWEST_REACHED
from rules.thai_dates import bangkok_date, thai_date, thai_time

__all__ = ["Totals", "UnitLine", "gaps", "group_totals", "no_gaps", "status"]

FIGURE = {"EIT": "figure.reported", "IIT": "figure.signed"}
"""What meets a target (domain.md §6)."""

OTHER = {"EIT": "IIT", "IIT": "EIT"}

PRACTICE_GROUND = "#FBF1DE"


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
    staff: Sequence[str] = (),
) -> Message:
    """The status card; `figure` is the name of what is counted, `sources` who told us.

    `staff` are IIT's own notes (`staff_figures.py`).

    `official` is the office's, never a unit's: it is shown beside `whole_office` totals only.
    """
    name = w(f"instrument.{instrument}")
    if not lines:
        return text(w("status.no_lines", instrument=name))
    time_left = time_left_words(
        w,
        closes_on=closes_on,
        as_of=as_of,
        days_left=days_left,
        working_days_left=working_days_left,
    )
    times = [paragraph(time_left, size="xs"), *small_print([as_of_words(w, as_of)])]
    notes = sources_told(w, sources) + checkpoint_ahead(w, totals, checkpoint)
    if instrument == "EIT":
        notes.insert(0, w("status.reached", reached=totals.reached))
    notes = [*staff, *notes]
    body = [_practice(w)] if practice else []
    if len(lines) == 1:
        summary = _sentence(w, lines[0], instrument=instrument, figure=figure, as_of=as_of)
        body += _one(w, lines[0], sentence=summary, times=times)
    else:
        summary = f"{instrument} {_in_short(w, lines, totals, figure=figure)}"
        body += _many(w, lines, totals, figure=figure, times=times)
    body += small_print(notes)
    if whole_office:
        body += official_beside_ours(
            w, instrument=instrument, figure=figure, counted=totals.counted, official=official
        )
    return card(
        title=w("status.title", instrument=name),
        eyebrow=campaign,
        body=body,
        alt=f"{summary} · {time_left}",
        quick=_next(w, instrument, on_status=True),
    )


def _practice(w: Wording) -> Message:
    """Loud: figures gathered over a stand-in link are not the survey's."""
    return {
        **stack([paragraph(w("status.practice"), bold=True, colour=AMBER)]),
        "backgroundColor": PRACTICE_GROUND,
        "cornerRadius": "8px",
        "paddingAll": "10px",
    }


def _many(
    w: Wording,
    lines: Sequence[UnitLine],
    totals: Totals,
    *,
    figure: str,
    times: Sequence[Message],
) -> list[Message]:
    """Totals, then every unit in the order given."""
    head = [paragraph(_total(w, totals, figure), bold=True, size="md")]
    if totals.target is not None:
        head.append(bar(totals.counted, totals.target))
        head.append(paragraph(_summary(w, lines, totals), bold=True))
    return [
        {**stack([*head, *times]), "spacing": "sm"},
        separator(),
        *(unit_row(w, line) for line in lines),
        separator(),
        *small_print(legend(w, lines, totals)),
    ]


def _one(w: Wording, line: UnitLine, *, sentence: str, times: Sequence[Message]) -> list[Message]:
    """One unit in a sentence, its bar, and its pace."""
    body = [paragraph(sentence, bold=True, size="md")]
    if line.target is not None:
        body.append(bar(line.counted, line.target))
    if line.met:
        body.append(paragraph(w("status.welcome")))
    elif line.remaining:
        body.append(pace(w, line, short_form=False))
    return [*body, stack(times)]


def _sentence(w: Wording, line: UnitLine, *, instrument: str, figure: str, as_of: datetime) -> str:
    """The one-unit status as domain.md §12 words it."""
    key = "status.one_unit_met" if line.met else "status.one_unit"
    if line.target is None:
        key = "status.one_unit_no_target"
    return w(
        key,
        unit=line.name,
        instrument=instrument,
        figure=figure,
        counted=line.counted,
        target=line.target,
        remaining=line.remaining,
        day=thai_date(bangkok_date(as_of), w.language),
    )


def _total(w: Wording, totals: Totals, figure: str) -> str:
    key = "status.total_no_target" if totals.target is None else "status.total"
    return w(key, figure=figure, counted=totals.counted, target=totals.target)


def _summary(w: Wording, lines: Sequence[UnitLine], totals: Totals) -> str:
    units = [line for line in lines if line.is_unit]
    key = "status.summary" if totals.remaining else "status.summary_met"
    met = sum(line.met for line in units)
    return w(key, remaining=totals.remaining, met=met, units=len(units))


def _in_short(w: Wording, lines: Sequence[UnitLine], totals: Totals, *, figure: str) -> str:
    """What the list of chats shows instead of the card."""
    total = _total(w, totals, figure)
    if totals.target is None:
        return total
    return f"{total} · {_summary(w, lines, totals)}"


def _next(w: Wording, instrument: str, *, on_status: bool) -> list[Message]:
    """What one asks next; each can be typed, for LINE for PC shows no quick replies."""
    status_of = OTHER[instrument] if on_status else instrument
    words = [f"{w.pick('ยังขาด', 'gaps')} {instrument}"] if on_status else []
    if instrument == "EIT":  # the text to paste invites outsiders
        words.append(w.pick("ข้อความเชิญ", "invite text"))
    words.append(f"{w.pick('สถานะ', 'status')} {status_of}")
    return [quick_say(each, each) for each in words]


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
    """The units short of target in the order given, with how many to invite.

    `invite_more` is people by unit code; None where too few were reached to tell. It is said for
    EIT only: a unit's staff are a known list, and from the number one could work out how many of
    them reported (domain.md §9.6).
    """
    more = [invite_more.get(line.code) for line in lines] if instrument == "EIT" else []
    invites = [invite_about(w, each) for each in more]
    missing = sum(line.remaining or 0 for line in lines)
    until = thai_date(closes_on, w.language)
    total = w("gaps.total", figure=w(FIGURE[instrument]), remaining=missing, units=len(lines))
    head = [
        paragraph(total, bold=True),
        paragraph(w("gaps.left", working=working_days_left, closes_on=until), size="xs"),
        *small_print([as_of_words(w, as_of)]),
    ]
    rows = [gap_row(w, line, invite) for line, invite in zip_longest(lines, invites)]
    unknown = [w("gaps.unknown_why", fewest=FEWEST_REACHED)] if None in more else []
    title = w("gaps.title", instrument=w(f"instrument.{instrument}"))
    worst = ", ".join(f"{line.short} {line.remaining}" for line in lines)
    return card(
        title=title,
        body=[stack(head), separator(), *rows, *small_print(unknown)],
        alt=f"{title}: {worst}",
        quick=_next(w, instrument, on_status=False),
    )


def no_gaps(w: Wording, *, instrument: str, targets_known: bool) -> Message:
    """Nothing is missing, or nothing is known to be."""
    return text(w("gaps.none" if targets_known else "gaps.none_no_target", instrument=instrument))


def group_totals(
    w: Wording, *, campaign: str, figure: str, totals: Totals, days_left: int, as_of: datetime
) -> Message:
    """One line for a group chat: totals only, no unit, no name."""
    total = _total(w, totals, figure)
    if totals.remaining is not None:
        total = f"{total} {w('status.remaining', remaining=totals.remaining)}"
    words = w(
        "status.group",
        campaign=campaign,
        total=total,
        days=days_left,
        day=thai_date(bangkok_date(as_of), w.language),
        time=thai_time(as_of, w.language),
    )
    return text(words)
