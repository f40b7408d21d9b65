"""The short answers to people of the office: tallies, totals, roles, codes, help."""

from collections.abc import Sequence
from datetime import date, datetime

from outbound.messages.cards import (
    Message,
    card,
    link_button,
    paragraph,
    quick_say,
    row,
    say_button,
    tap_button,
    text,
)
from outbound.messages.wording import Wording
from rules.thai_dates import bangkok_date, thai_date, thai_time

MOST_PICTURES = 3
"""Of QR codes in one answer: LINE takes five messages, and one is the card."""

MOST_BUTTONS = 13


def qr(w: Wording, *, unit: str, points: Sequence[tuple[str, str, str, str]]) -> list[Message]:
    """A unit's points as (label, code, picture's address, poster's address)."""
    pictures: list[Message] = [
        {"type": "image", "originalContentUrl": picture, "previewImageUrl": picture}
        for _, _, picture, _ in points[:MOST_PICTURES]
    ]
    body = [row(label or code, code) for label, code, _, _ in points[:MOST_BUTTONS]]
    if len(points) > MOST_PICTURES:
        body.append(paragraph(w("qr.more"), muted=True, size="xs"))
    title = w("qr.title", unit=unit)
    buttons = [
        link_button(_cut(w("qr.poster", label=label or code), 40), poster, primary=False)
        for label, code, _, poster in points[:MOST_BUTTONS]
    ]
    return [*pictures, card(title=title, body=body, buttons=buttons, alt=title)]


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def no_points(w: Wording, *, unit: str, hint: str) -> Message:
    """Nothing to show yet, and who can change that."""
    return text(w("qr.none", unit=unit, hint=hint))


def tally_saved(
    w: Wording,
    *,
    unit: str,
    figure: str,
    amount: int,
    new_total: int,
    undo_minutes: int,
    undo_data: str,
) -> Message:
    """Says which figure moved, and how to take it back."""
    title = w(f"tally.saved_{figure}", unit=unit, amount=amount, total=new_total)
    return card(
        title=title,
        body=[paragraph(w("tally.source", minutes=undo_minutes), muted=True)],
        buttons=[tap_button(w("tally.undo"), undo_data, w("tally.undo_words"))],
        alt=title,
    )


def tally_undone(w: Wording, *, unit: str, figure: str, amount: int, new_total: int) -> Message:
    """Taken back."""
    return text(w(f"tally.undone_{figure}", unit=unit, amount=amount, total=new_total))


def nothing_to_undo(w: Wording) -> Message:
    """Too late, or never there."""
    return text(w("tally.nothing"))


def tally_needs(w: Wording, *, example: str, problem: str) -> Message:
    """What is wrong with a tally, and how it is written."""
    return text(w("tally.needs", problem=problem, example=example))


def invite_text(
    w: Wording, *, office: str, link: str, closes_on: date, minutes: int, practice: bool
) -> list[Message]:
    """A hint, and the approved words to paste elsewhere."""
    until = thai_date(closes_on, w.language)
    words = w("invite.text", office=office, minutes=minutes, closes_on=until, link=link)
    hint = w("invite.hint")
    if practice:
        hint = f"{w('status.practice')}\n{hint}"
    return [text(hint), text(words)]


def official_shown(
    w: Wording, *, rows: Sequence[tuple[str, int | None, datetime | None, int]]
) -> Message:
    """(instrument, official count, as of, reported to us): side by side, never mixed."""
    body = []
    for instrument, count, as_of, reported in rows:
        value = w("official.none")
        if count is not None and as_of is not None:
            value = w("official.row", count=count, when=_when(w, as_of))
        body.append(row(instrument, value))
        body.append(
            paragraph(
                w("official.ours", instrument=instrument, reported=reported), muted=True, size="xs"
            )
        )
    body.append(paragraph(w("official.how"), muted=True, size="xs"))
    return card(title=w("official.title"), body=body, alt=w("official.title"))


def official_confirm(
    w: Wording,
    *,
    instrument: str,
    count: int,
    as_of: datetime,
    previous: tuple[int, datetime] | None,
    token: str,
) -> Message:
    """Asks for the confirming tap."""
    title = w("official.ask", instrument=instrument, count=count)
    body = [paragraph(w("official.as_of", when=_when(w, as_of)))]
    if previous is not None:
        before = w("official.before", count=previous[0], when=_when(w, previous[1]))
        body.append(paragraph(before, muted=True))
    return card(
        title=title,
        body=body,
        buttons=[
            tap_button(
                w("official.confirm"), f"official={token}", w("official.confirm"), primary=True
            ),
            say_button(w("official.cancel"), w("official.cancel")),
        ],
        alt=title,
    )


def official_saved(w: Wording, *, instrument: str, count: int, as_of: datetime) -> Message:
    """Recorded."""
    return text(w("official.saved", instrument=instrument, count=count, when=_when(w, as_of)))


def official_expired(w: Wording) -> Message:
    """Nothing waits to be confirmed."""
    return text(w("official.expired"))


def role_granted(w: Wording, *, role_name: str, unit: str | None) -> Message:
    """Welcome to the hat."""
    if unit is None:
        return text(w("roles.granted", role=role_name))
    return text(w("roles.granted_unit", role=role_name, unit=unit))


def key_problem(w: Wording, *, why: str) -> Message:
    """`why` is used, expired or unknown."""
    return text(w(f"roles.key_{why}"))


def role_replaced(w: Wording, *, unit: str, key: str, expires_at: datetime, ended: int) -> Message:
    """The new key, shown once; `expires_at` is the first moment it no longer works."""
    title = w("roles.replaced_title", unit=unit)
    return card(
        title=title,
        body=[
            paragraph(w("roles.replaced_ended", ended=ended)),
            paragraph(w("roles.replaced_key", until=_when(w, expires_at))),
            paragraph(key, bold=True, size="lg"),
        ],
        alt=title,
    )


def help(
    w: Wording, *, role_name: str, unit: str | None, words: Sequence[tuple[str, str]]
) -> Message:
    """The words this person may type, each with what it does; the first ones as buttons."""
    eyebrow = f"{role_name} · {unit}" if unit else role_name
    body: list[Message] = []
    for command, what in words:
        body.append(
            {
                "type": "box",
                "layout": "vertical",
                "contents": [paragraph(command, bold=True), paragraph(what, muted=True, size="xs")],
            }
        )
    simple = [command for command, _ in words if " " not in command][:4]
    return card(
        title=w("help.title"),
        eyebrow=eyebrow,
        body=body,
        buttons=[say_button(command, command) for command in simple],
        alt=w("help.title"),
        quick=[quick_say(command, command) for command in simple],
    )


def no_permission(w: Wording, *, what: str) -> Message:
    """Said plainly."""
    return text(w("scope.no_permission", what=_cut(what, 60)))


def which_unit(
    w: Wording, *, question_words: str, candidates: Sequence[tuple[str, str]]
) -> Message:
    """Choices as (unit's name, words that a tap types)."""
    near = len(candidates) < MOST_BUTTONS and bool(question_words)
    asked = w("scope.which_near", words=_cut(question_words, 40)) if near else w("scope.which")
    return card(
        title=asked,
        body=[],
        buttons=[say_button(_cut(name, 40), words) for name, words in candidates[:MOST_BUTTONS]],
        alt=asked,
    )


def unknown_unit(w: Wording, *, units: Sequence[str]) -> Message:
    """Nothing near: the list."""
    return text(w("scope.unknown", units=", ".join(units)))


def desk_soon(w: Wording) -> Message:
    """The desk is not open yet."""
    return text(w("desk.soon"))


def _when(w: Wording, moment: datetime) -> str:
    day = thai_date(bangkok_date(moment), w.language)
    return f"{day} {thai_time(moment, w.language)}"
