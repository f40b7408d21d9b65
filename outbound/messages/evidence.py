"""Sheets and cards in chat: numbers, lines and links, never a name (domain.md §9.6)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from outbound.messages.cards import (
    Message,
    card,
    link_button,
    paragraph,
    quick_say,
    say_button,
    separator,
    stack,
    text,
)
from outbound.messages.figures import CellLine, as_of_words
from outbound.messages.footnotes import FEWEST_SHOWN
from outbound.messages.wording import Wording
from rules.thai_dates import short_thai_date, thai_date

MOST_LINES_SHOWN = 40


def ranges(lines: Sequence[int]) -> str:
    """Lines as people write them: "1-12 15"."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and parts[-1][-1] == line - 1:
            parts[-1][1:] = [line]
        else:
            parts.append([line])
    return " ".join("-".join(map(str, part)) for part in parts)


def unsigned(
    w: Wording,
    *,
    units: Sequence[tuple[str, int | None, Sequence[CellLine]]],
    as_of: datetime,
) -> Message:
    """(unit, remaining, cells) as numbers by group; progress against target is always said."""
    rows = []
    for unit, remaining, cells in units:
        lines = [paragraph(group_line(w, cell), size="xs") for cell in cells]
        rows.append(stack([paragraph(_unit_line(w, unit, remaining), bold=True), *lines]))
    return _numbers(w, rows, as_of=as_of)


def unsigned_site(
    w: Wording, *, site: str, groups: Sequence[tuple[str, int, int]], as_of: datetime
) -> Message:
    """(group, eligible, unsigned) of one site, whose people have no target of their own."""
    lines = [
        paragraph(
            w(
                "unsigned.site_group",
                group=w(f"group.{group}"),
                eligible=few(w, eligible),
                unsigned=few(w, outstanding) if outstanding else 0,
            ),
            size="xs",
        )
        for group, eligible, outstanding in groups
    ]
    return _numbers(w, [stack([paragraph(site, bold=True), *lines])], as_of=as_of)


def few(w: Wording, people: int) -> str:
    """The number, or that it is too small to be told: it would point at somebody."""
    return str(people) if people >= FEWEST_SHOWN else w("unsigned.few", fewest=FEWEST_SHOWN)


def _numbers(w: Wording, rows: Sequence[Message], *, as_of: datetime) -> Message:
    title = w("unsigned.title")
    notes = stack(
        [
            paragraph(w("unsigned.not_answers"), muted=True, size="xs"),
            paragraph(as_of_words(w, as_of), muted=True, size="xs"),
        ]
    )
    return card(title=title, body=[*rows, separator(), notes], alt=title)


def _unit_line(w: Wording, unit: str, remaining: int | None) -> str:
    if remaining is None:
        return w("unsigned.unit_unknown", unit=unit)
    return w("unsigned.unit" if remaining else "unsigned.unit_met", unit=unit, remaining=remaining)


def group_line(w: Wording, cell: CellLine) -> str:
    """A staff group's progress against its target."""
    key = "unsigned.group_met" if cell.met else "unsigned.group"
    if cell.target is None:
        key = "unsigned.group_unknown"
    return w(
        key,
        group=w(f"group.{cell.staff_group}"),
        counted=cell.counted,
        target=cell.target,
        remaining=cell.remaining,
    )


def sheet(
    w: Wording,
    *,
    part: str,
    occasion: int,
    due: date,
    state: tuple[str, date] | None,
    link: str,
    minutes: int,
) -> Message:
    """The link to a sheet; `state` (what became of it, day) once it was handed in."""
    title = w("sheet.title", occasion=occasion, part=part)
    body = [paragraph(w("sheet.due", due=thai_date(due, w.language)), bold=True)]
    if state is not None:
        body.append(paragraph(_state(w, *state)))
    body.append(paragraph(w("sheet.about", minutes=minutes)))
    body.append(paragraph(w("sheet.how_to_mark"), muted=True, size="xs"))
    return card(title=title, body=body, buttons=[link_button(w("sheet.open"), link)], alt=title)


def _state(w: Wording, state: str, day: date) -> str:
    return w(f"sheet.state_{state}", day=short_thai_date(day, w.language))


def own_part_only(w: Wording) -> Message:
    """Names are for the coordinator of that very part."""
    status = f"{w.pick('สถานะ', 'status')} IIT"
    return text(w("sheet.own_part_only"), [quick_say(status, status)])


def no_people(w: Wording, *, part: str) -> Message:
    """Nobody to print."""
    return text(w("sheet.no_people", part=part))


def marking_needs(w: Wording) -> Message:
    """How lines are written."""
    return text(w("marked.needs", example=w.pick("ลงชื่อแล้ว 1-12 15", "signed 1-12 15")))


def marked(
    w: Wording,
    *,
    part: str,
    lines: Sequence[int],
    signed: bool,
    unknown: Sequence[int],
    skipped: Sequence[int],
    total: int,
    undo_rest: str,
) -> Message:
    """How many signatures moved, the lines that did not, and the way back."""
    key = "marked.title" if signed else "marked.undone"
    title = w(key, people=len(lines), part=part, signed=total)
    body = [paragraph(w("marked.now", signed=total))] if signed else []
    if skipped:
        body.append(paragraph(w("marked.skipped", lines=_shown(skipped)), muted=True))
    if unknown:
        body.append(paragraph(w("marked.unknown", lines=_shown(unknown), part=part), bold=True))
    back = f"{w.pick('ยกเลิกลงชื่อ', 'unsign')} {undo_rest} {ranges(lines)}".replace("  ", " ")
    undo = signed and lines and len(back) <= MOST_TYPED
    buttons = [say_button(w("marked.undo"), back)] if undo else []
    return card(title=title, body=body, buttons=buttons, alt=title)


MOST_TYPED = 300
"""Characters a button may type for a person (line-platform.md §3)."""


def _shown(lines: Sequence[int]) -> str:
    words = ranges(lines[:MOST_LINES_SHOWN])
    return f"{words} …" if len(lines) > MOST_LINES_SHOWN else words


def handed_in(
    w: Wording,
    *,
    part: str,
    occasion: int,
    people: int,
    letter_number: str | None,
    letter_date: date | None,
) -> Message:
    """Noted; the letter's number and date if they were given."""
    words = [w("handed_in.done", part=part, occasion=occasion, people=people)]
    if letter_number:
        words.append(w("handed_in.letter", number=letter_number))
    if letter_date:
        words.append(w("handed_in.letter_date", day=thai_date(letter_date, w.language)))
    return text(" ".join(words))


def already_handed_in(w: Wording, *, part: str, occasion: int, state: str, day: date) -> Message:
    """A second time changes nothing."""
    words = _state(w, state, day)
    return text(w("handed_in.already", part=part, occasion=occasion, state=words))


def nobody_signed(w: Wording) -> Message:
    """There is nothing on the sheet yet, as far as noted."""
    return text(w("handed_in.nobody"))


def overview(
    w: Wording, *, occasions: Sequence[tuple[date, Mapping[str, Sequence[str]]]]
) -> Message:
    """(due, parts by state) of each occasion: units and sites, no people."""
    blocks = []
    for number, (due, by_state) in enumerate(occasions, start=1):
        day = thai_date(due, w.language)
        lines = [paragraph(w("handed_in.occasion", occasion=number, due=day), bold=True)]
        for key, state in (
            ("missing", "missing"),
            ("waiting", "handed_in"),
            ("returned", "returned"),
        ):
            if by_state.get(state):
                parts = ", ".join(by_state[state])
                lines.append(paragraph(w(f"handed_in.{key}", parts=parts), size="xs"))
        received = len(by_state.get("received", ()))
        lines.append(paragraph(w("handed_in.received", count=received), muted=True, size="xs"))
        blocks.append(stack(lines))
    title = w("handed_in.overview_title")
    how = paragraph(w("handed_in.how"), muted=True, size="xs")
    return card(title=title, body=[*blocks, separator(), how], alt=title)


def answered(w: Wording, *, part: str, occasion: int, people: int, state: str) -> Message:
    """Received, or returned to be corrected."""
    return text(w(f"handed_in.{state}_done", part=part, occasion=occasion, people=people))


def which_occasion(w: Wording, *, part: str) -> Message:
    """Both sheets wait: the answer has to say which."""
    return text(w("handed_in.which", part=part))


def nothing_waits(w: Wording, *, part: str) -> Message:
    """No sheet of that part to be answered."""
    return text(w("handed_in.nothing", part=part))


def cards(w: Wording, *, part: str, people: int, link: str, minutes: int) -> Message:
    """The link to the part's cards."""
    title = w("cards.title", part=part)
    about = paragraph(w("cards.about", people=people, minutes=minutes))
    return card(title=title, body=[about], buttons=[link_button(w("cards.open"), link)], alt=title)


def new_card(w: Wording, *, part: str, line: int, link: str, minutes: int) -> Message:
    """The link to one new card."""
    title = w("cards.new_title", line=line, part=part)
    about = paragraph(w("cards.new_about", minutes=minutes))
    return card(title=title, body=[about], buttons=[link_button(w("cards.open"), link)], alt=title)


def new_card_needs(w: Wording) -> Message:
    """How a line is named."""
    return text(w("cards.new_needs"))


def no_line(w: Wording, *, line: int, part: str) -> Message:
    """No such line."""
    return text(w("cards.no_line", line=line, part=part))


def too_many_cards(w: Wording, *, eligible: int | None, handed: int) -> Message:
    """More cards than people."""
    return text(w("cards.too_many", eligible=eligible or 0, handed=handed))
