"""Reminders to respondents and staff, the round's announcement, the coordinators' digest."""

from collections.abc import Sequence
from datetime import date

from outbound.messages.cards import (
    Message,
    card,
    link_button,
    paragraph,
    quick_say,
    say_button,
    separator,
    text,
)
from outbound.messages.wording import Wording
from rules.thai_dates import thai_date


def reminder(
    w: Wording,
    *,
    instrument: str,
    number: int,
    office: str,
    survey_url: str,
    closes_on: date,
    minutes: int,
    practice: bool,
) -> Message:
    """The nth reminder (1 to 3): thanks first, the link, and both ways to make it stop."""
    until = thai_date(closes_on, w.language)
    title = w(f"remind.title.{number}")
    name = w("staff_card.what" if instrument == "IIT" else "invitation.what")
    body = [paragraph(w("invitation.practice"), bold=True)] if practice else []
    body += [
        paragraph(w("remind.thanks")),
        paragraph(
            w(f"remind.{instrument}.{number}", office=office, minutes=minutes, closes_on=until)
        ),
        paragraph(name, muted=True, size="xs"),
    ]
    return card(
        title=title,
        eyebrow=office,
        body=body,
        buttons=[
            link_button(w("button.answer"), survey_url),
            say_button(w("button.answered"), w("type.answered")),
            say_button(w("button.stop"), w("type.stop")),
        ],
        alt=w("remind.alt", office=office, title=title, closes_on=until),
    )


def round_card(
    w: Wording, *, day: date, state: str, people: int, left: int, samples: Sequence[str]
) -> Message:
    """Tomorrow's round for its owner: how many, what it costs, what it says; hold or let go."""
    title = w("round.title", day=thai_date(day, w.language, weekday=True))
    body = [paragraph(w("round.people", people=people, cost=people, left=left), bold=True)]
    key = {"held": "round.held", "sent": "round.sent"}.get(state, "round.when")
    body.append(paragraph(w(key)))
    body += [paragraph(w("round.sample", words=each), muted=True, size="xs") for each in samples]
    buttons = []
    if state == "announced":
        buttons = [say_button(w("round.hold"), w("round.hold"))]
    if state == "held":
        buttons = [say_button(w("round.release"), w("round.release"))]
    return card(title=title, body=body, buttons=buttons, alt=title)


def samples(
    w: Wording, texts: Sequence[str], *, office: str, minutes: int, closes_on: date
) -> list[str]:
    """The sentences a round would say, by their keys."""
    until = thai_date(closes_on, w.language)
    return [w(key, office=office, minutes=minutes, closes_on=until) for key in texts]


def no_round(w: Wording) -> Message:
    """Nothing planned."""
    return text(w("round.none"))


def round_changed(w: Wording, *, day: date, held: bool) -> Message:
    """Held, or let go."""
    key = "round.held_now" if held else "round.released_now"
    return text(w(key, day=thai_date(day, w.language)))


def round_too_late(w: Wording) -> Message:
    """The round has gone, or there is none."""
    return text(w("round.too_late"))


def round_unsent(w: Wording, *, day: date, people: int) -> Message:
    """A fault: some were due and nothing went out."""
    return text(w("round.unsent", day=thai_date(day, w.language), people=people))


def allowance_used_up(w: Wording, *, people: int) -> Message:
    """The month's pushes are spent; the rest wait as free replies."""
    return text(w("round.used_up", people=people))


def digest(w: Wording, *, due: date, days: int, lines: Sequence[str], heading: str) -> Message:
    """What is missing `days` working days before a date; one message a person and day."""
    until = thai_date(due, w.language)
    title = w("digest.title", days=days, due=until) if days else w("digest.today", due=until)
    status = w.pick("สถานะ", "status")
    return card(
        title=title,
        body=[paragraph(heading, bold=True), separator(), *(paragraph(each) for each in lines)],
        alt=w("digest.alt", title=title, count=len(lines)),
        quick=[
            quick_say(status, status),
            quick_say(w.pick("ยังขาด", "gaps"), w.pick("ยังขาด", "gaps")),
        ],
    )


def ticked(w: Wording, *, unit: str, label: str) -> Message:
    """A milestone without respondents is done in this unit."""
    return text(w("digest.ticked", unit=unit, label=label))


def nothing_to_tick(w: Wording) -> Message:
    """No such milestone is open."""
    return text(w("digest.tick_none"))
