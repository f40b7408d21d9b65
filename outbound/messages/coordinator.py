"""The short answers to people of the office: tallies, totals, roles, codes, help."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from outbound.messages.cards import (
    Message,
    card,
    in_pairs,
    link_button,
    paragraph,
    quick_say,
    row,
    say_button,
    stack,
    tap_button,
    text,
)
from outbound.messages.figures import moment_words
from outbound.messages.wording import Wording
from rules.line_lengths import graphemes
from rules.line_limits import (
    MAX_FLEX_LABEL_GRAPHEMES,
    MAX_LABEL_GRAPHEMES,
    MAX_MESSAGES,
    MAX_QUICK_REPLIES,
)
from rules.thai_dates import thai_date

MOST_PICTURES = 3
"""Of QR codes in one answer: more would push the first ones off the screen."""
assert MOST_PICTURES < MAX_MESSAGES  # the card comes with them

MOST_BUTTONS = 13
MOST_CHOICES = 30
"""Units to choose from on one card; with the longest names it stays below LINE's 30 KB."""

HARMLESS = (
    ("สถานะ", "status"),
    ("ยังขาด", "gaps"),
    ("ข้อความเชิญ", "invite text"),
    ("ยอด", "official"),
)
"""Commands the help offers as buttons: they show and change nothing.

A button for every word without a blank would undo a tally at a touch.
"""


def qr(
    w: Wording,
    *,
    unit: str,
    points: Sequence[tuple[str, str, str, str]],
    papers: str,
    minutes: int,
) -> list[Message]:
    """A unit's points as (label, code, picture's address, test page); where all are printed."""
    pictures: list[Message] = [
        {"type": "image", "originalContentUrl": picture, "previewImageUrl": picture}
        for _, _, picture, _ in points[:MOST_PICTURES]
    ]
    shown = points[:MOST_BUTTONS]
    body = [
        row(w("qr.point", number=number, label=label or w("qr.unnamed")), code)
        for number, (label, code, _, _) in enumerate(shown, start=1)
    ]
    about = [w("qr.papers_last", minutes=minutes), *_about_points(w, len(points))]
    body += [paragraph(words, muted=True, size="xs") for words in about]
    title = w("qr.title", unit=unit)
    buttons = [link_button(w("qr.papers"), papers)]
    buttons += [
        link_button(
            _cut(w("qr.test", label=label or code), MAX_FLEX_LABEL_GRAPHEMES),
            test,
            primary=False,
        )
        for label, code, _, test in shown
    ]
    return [*pictures, card(title=title, body=body, buttons=buttons, alt=title)]


def _about_points(w: Wording, points: int) -> list[str]:
    """Which picture is whose, and what is not shown."""
    if points == 1:
        return []
    key = "qr.more" if points > MOST_PICTURES else "qr.order"
    words = [w(key, most=MOST_PICTURES)]
    if points > MOST_BUTTONS:
        words.append(w("qr.rest", rest=points - MOST_BUTTONS))
    return words


def _cut(words: str, most: int) -> str:
    """The words in at most that many graphemes, as LINE counts a label."""
    if graphemes(words) <= most:
        return words
    while graphemes(words) >= most:
        words = words[:-1]
    return f"{words}…"


def no_points(w: Wording, *, unit: str) -> Message:
    """Nothing to show yet, and who can change that."""
    return text(w("qr.none", unit=unit))


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
    """A hint, and the approved words to paste elsewhere.

    A practice link travels with its own warning: pasted words arrive without the hint.
    """
    until = thai_date(closes_on, w.language)
    words = w("invite.text", office=office, minutes=minutes, closes_on=until, link=link)
    if practice:
        hint = f"{w('status.practice')}\n{w('invite.hint_practice')}"
        return [text(hint), text(f"{w('invite.practice')}\n\n{words}")]
    return [text(w("invite.hint")), text(words)]


def official_shown(
    w: Wording,
    *,
    rows: Sequence[tuple[str, int | None, datetime | None, int]],
    may_record: bool,
) -> Message:
    """(instrument, official count, as of, reported to us): side by side, never mixed."""
    body = []
    for instrument, count, as_of, reported in rows:
        known = count is not None and as_of is not None
        value = w("official.row", count=count) if known else w("official.none")
        notes = [w("official.as_of", when=moment_words(w, as_of))] if known and as_of else []
        notes.append(w("official.ours", reported=reported))
        small = [paragraph(each, muted=True, size="xs") for each in notes]
        body.append(stack([row(w(f"instrument.{instrument}"), value), *small]))
    if may_record:
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
    body = [paragraph(w("official.as_of", when=moment_words(w, as_of)))]
    if previous is not None:
        before = w("official.before", count=previous[0], when=moment_words(w, previous[1]))
        body.append(paragraph(before, muted=True))
    body.append(paragraph(w("official.ask_how"), muted=True, size="xs"))
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
    when = moment_words(w, as_of)
    return text(w("official.saved", instrument=instrument, count=count, when=when))


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
    last = expires_at - timedelta(minutes=1)  # "by 00.00 of the 20th" would be read as a day more
    return card(
        title=title,
        body=[
            paragraph(w("roles.replaced_ended", ended=ended)),
            paragraph(w("roles.replaced_key", until=moment_words(w, last))),
            paragraph(key, bold=True, size="lg"),
        ],
        alt=title,
    )


def help(
    w: Wording, *, role_name: str, unit: str | None, words: Sequence[tuple[str, str]]
) -> Message:
    """The words this person may type as (words, what they do); the harmless ones as buttons."""
    known = {command for command, _ in words}
    offered = [w.pick(*names) for names in HARMLESS if w.pick(*names) in known]
    return card(
        title=w("help.title"),
        eyebrow=f"{role_name} · {unit}" if unit else role_name,
        body=[
            stack([paragraph(command, bold=True), paragraph(what, muted=True, size="xs")])
            for command, what in words
        ],
        buttons=in_pairs([say_button(command, command) for command in offered]),
        alt=w("help.title"),
    )


def no_permission(w: Wording, *, what: str) -> Message:
    """Said plainly."""
    return text(w("scope.no_permission", what=_cut(what, 60)))


def which_unit(
    w: Wording, *, question_words: str, candidates: Sequence[tuple[str, str]]
) -> Message:
    """Choices as (unit's name, words that a tap types)."""
    near = len(candidates) < MAX_QUICK_REPLIES and bool(question_words)
    asked = w("scope.which_near", words=_cut(question_words, 40)) if near else w("scope.which")
    return card(
        title=asked,
        body=[],
        buttons=[
            say_button(_cut(name, MAX_FLEX_LABEL_GRAPHEMES), words)
            for name, words in candidates[:MOST_CHOICES]
        ],
        alt=asked,
        quick=[
            quick_say(_cut(name.removeprefix("ฝ่าย"), MAX_LABEL_GRAPHEMES), words)
            for name, words in candidates[:MAX_QUICK_REPLIES]
        ],
    )


def unknown_unit(w: Wording, *, units: Sequence[str]) -> Message:
    """Nothing near: the list."""
    return text(w("scope.unknown", units=", ".join(units)))


def desk(w: Wording, *, link: str, minutes: int) -> Message:
    """The one-time link to the web desk."""
    title = w("desk.title")
    about = paragraph(w("desk.about", minutes=minutes))
    return card(title=title, body=[about], buttons=[link_button(w("desk.open"), link)], alt=title)
