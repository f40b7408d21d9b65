"""The notice and the survey's link: the first thing a citizen sees of us (domain.md §9, §12)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from outbound.messages.cards import (
    AMBER,
    Message,
    card,
    in_pairs,
    link_button,
    paragraph,
    quick_say,
    quick_tap,
    say_button,
    separator,
    tap_button,
)
from outbound.messages.wording import Wording
from rules.thai_dates import thai_date


class InvitationKind(StrEnum):
    """What the person has been told before."""

    FIRST = "first"
    AGAIN = "again"
    OTHER_UNIT = "other_unit"
    ANSWERED = "answered"


MOST_QUICK = 13
"""Quick replies under a message (line-platform.md §3)."""

TITLES = {
    InvitationKind.FIRST: "invitation.title",
    InvitationKind.AGAIN: "invitation.again_title",
    InvitationKind.OTHER_UNIT: "invitation.again_title",
    InvitationKind.ANSWERED: "invitation.answered_title",
}

# The line in the list of chats: who has answered is not invited a second time there.
ALTS = dict.fromkeys(InvitationKind, "invitation.alt") | {
    InvitationKind.ANSWERED: "invitation.answered_title"
}


def invitation(
    w: Wording,
    *,
    office: str,
    unit: str,
    point: str | None,
    survey_url: str,
    closes_on: date,
    minutes: int,
    kind: InvitationKind,
    practice: bool,
) -> list[Message]:
    """The card with the survey's button; on first contact with the whole short notice.

    `unit` is the one the person is counted for, `point` the counter scanned, if any.
    """
    until = thai_date(closes_on, w.language)
    body = [paragraph(w("invitation.practice"), bold=True, colour=AMBER)] if practice else []
    body += _words(w, kind, unit=unit, point=point, minutes=minutes, closes_on=until)
    answered = kind is InvitationKind.ANSWERED
    open_label = w("button.continue" if answered else "button.answer")
    buttons = [link_button(open_label, survey_url, primary=not answered)]
    if not answered:
        buttons.append(say_button(w("button.answered"), w("type.answered")))
    message = card(
        title=w(TITLES[kind]),
        eyebrow=office,
        body=body,
        buttons=buttons,
        alt=w(ALTS[kind], office=office, minutes=minutes, closes_on=until),
        quick=_quick(w, kind),
    )
    return [message]


def _words(
    w: Wording, kind: InvitationKind, *, unit: str, point: str | None, minutes: int, closes_on: str
) -> list[Message]:
    served = (
        w("invitation.served_by_point", unit=unit, point=point)
        if point
        else w("invitation.served_by", unit=unit)
    )
    # The full name stands beside every link: IIT's and EIT's look alike (domain.md §7).
    what = paragraph(w("invitation.what"))
    time = paragraph(w("invitation.time", minutes=minutes, closes_on=closes_on), bold=True)
    if kind is InvitationKind.FIRST:
        return [
            what,
            time,
            paragraph(w("invitation.voluntary")),
            separator(),
            paragraph(served, muted=True, size="xs"),
            paragraph(w("invitation.stored"), muted=True, size="xs"),
            paragraph(w("invitation.how_to_stop"), muted=True, size="xs"),
        ]
    if kind is InvitationKind.ANSWERED:
        return [paragraph(w("invitation.answered")), what]
    key = "invitation.other_unit" if kind is InvitationKind.OTHER_UNIT else "invitation.again"
    return [what, time, paragraph(w(key, unit=unit))]


def _quick(w: Wording, kind: InvitationKind) -> list[Message]:
    """The small buttons below; each types what can be typed."""
    if kind is InvitationKind.ANSWERED:
        return [quick_say(w("button.privacy"), w("type.privacy"))]
    return [
        quick_say(w("button.answered"), w("type.answered")),
        quick_say(w("button.remind"), w("type.remind")),
        quick_say(w("button.privacy"), w("type.privacy")),
        quick_say(w("button.staff"), w("type.staff")),
        quick_say(w("button.other_language"), w("button.other_language")),
    ]


def choose_unit(
    w: Wording,
    *,
    office: str,
    units: Sequence[tuple[str, str, str]],
    first: bool,
    closes_on: date,
) -> list[Message]:
    """Which unit served you: (code, name, short name) as buttons and as quick replies."""
    body = []
    if first:
        until = thai_date(closes_on, w.language)
        body = [
            paragraph(w("unit.hello", office=office, closes_on=until)),
            paragraph(w("unit.stored"), muted=True, size="xs"),
            separator(),
        ]
    body.append(paragraph(w("unit.choose")))
    unsure = ("unassigned", w("unit.unsure"), w("unit.unsure"))
    choices, quick = [*units, unsure], [*units[: MOST_QUICK - 1], unsure]
    message = card(
        title=w("unit.title"),
        eyebrow=office,
        body=body,
        buttons=in_pairs(
            [tap_button(short, f"unit={code}", name) for code, name, short in choices]
        ),
        alt=w("unit.title"),
        quick=[quick_tap(short, f"unit={code}", name) for code, name, short in quick],
    )
    return [message]
