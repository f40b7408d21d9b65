"""What staff read: the IIT link, binding a card, signing for the sheet (domain.md §9.6)."""

from datetime import date

from outbound.messages.cards import (
    AMBER,
    Message,
    card,
    link_button,
    paragraph,
    quick_say,
    say_button,
    separator,
    tap_button,
    text,
)
from outbound.messages.wording import Wording
from rules.thai_dates import short_thai_date, thai_date
from rules.typed_days import DayProblem


def link(
    w: Wording,
    *,
    office: str,
    survey_url: str,
    closes_on: date,
    minutes: int,
    practice: bool,
    bound_to: tuple[str, str] | None,
) -> Message:
    """The card with the IIT button; `bound_to` (name, unit) is told once, when a card is bound."""
    until = thai_date(closes_on, w.language)
    body = [paragraph(w("invitation.practice"), bold=True, colour=AMBER)] if practice else []
    if bound_to is not None:
        name, unit = bound_to
        words = f"{w('staff_card.bound', name=name, unit=unit)} · {w('staff_card.not_me_hint')}"
        body += [paragraph(words), separator()]
    body += [
        # The full name stands beside every link: IIT's and EIT's look alike (domain.md §7).
        paragraph(w("staff_card.what")),
        paragraph(w("invitation.time", minutes=minutes, closes_on=until), bold=True),
        paragraph(w("staff_card.no_effect")),
    ]
    if bound_to is not None:
        keys = ("staff_card.own_view", "staff_card.stored", "staff_card.how_to_stop")
        body += [separator(), *(paragraph(w(key), muted=True, size="xs") for key in keys)]
    else:
        body.append(paragraph(w("staff_card.again")))
    quick = [quick_say(w("acknowledge.button"), w("acknowledge.type"))]
    if bound_to is not None:
        quick.append(quick_say(w("staff_card.not_me"), w("staff_card.not_me")))
    return card(
        title=w("staff_card.title" if bound_to is not None else "staff_card.again_title"),
        eyebrow=office,
        body=body,
        buttons=[
            link_button(w("button.answer"), survey_url),
            say_button(w("button.answered"), w("type.answered")),
        ],
        alt=w("staff_card.alt", office=office, minutes=minutes, closes_on=until),
        quick=[*quick, quick_say(w("button.privacy"), w("type.privacy"))],
    )


def ask_day(w: Wording) -> Message:
    """The one fact that is not on the card; said alike for every code, so that none tells more."""
    return text(w("bind.ask_day"), [quick_say(w("button.cancel"), w("type.cancel"))])


def day_problem(w: Wording, problem: DayProblem) -> Message:
    """A day that could not be read, and how to write it."""
    return text(w(f"bind.{problem}"))


def binding(w: Wording, what: str) -> Message:
    """What became of a card; `what` is a key under `bind`."""
    return text(w(f"bind.{what}"))


def not_eligible(w: Wording, *, started_on: date, ends: date) -> Message:
    """Less than a year of service, with the dates it was judged by (domain.md §4)."""
    started = short_thai_date(started_on, w.language)
    return text(w("bind.not_eligible", started=started, ends=short_thai_date(ends, w.language)))


def thanks(w: Wording, *, already: bool, signed: bool) -> Message:
    """Thanks for saying so; signing is another matter, offered and not asked for."""
    words = w("staff_thanks.already" if already else "staff_thanks.first")
    offer = [] if signed else [quick_say(w("acknowledge.button"), w("acknowledge.type"))]
    return text(words, offer)


def acknowledge_request(w: Wording, *, line_signature: str) -> Message:
    """Asks explicitly before a name goes onto a sheet; paper is offered as its equal."""
    if line_signature == "refused":
        return text(w("acknowledge.refused"))
    body = [paragraph(w("acknowledge.body"))]
    if line_signature == "unconfirmed":
        body.append(paragraph(w("acknowledge.unconfirmed"), muted=True, size="xs"))
    return card(
        title=w("acknowledge.title"),
        body=body,
        buttons=[
            tap_button(w("acknowledge.confirm"), "acknowledge=yes", w("acknowledge.confirm")),
            tap_button(w("acknowledge.on_paper"), "acknowledge=no", w("acknowledge.on_paper")),
        ],
        alt=w("acknowledge.title"),
    )


def acknowledging(w: Wording, what: str) -> Message:
    """What became of a signature; `what` is a key under `acknowledge`."""
    return text(w(f"acknowledge.{what}"))


def counter_is_for_outsiders(w: Wording) -> Message:
    """Staff at an EIT counter: the explanation, and never both links."""
    return text(w("staff_counter"), [quick_say(w("button.survey"), w("type.survey"))])


def reminders_may_come(w: Wording) -> Message:
    """Staff are reminded as a public task; what it comes to, and how to stop it."""
    return text(w("staff_reminders"), [quick_say(w("button.stop"), w("type.stop"))])


def menu(w: Wording, *, can_invite: bool) -> Message:
    """What staff can type here."""
    keys = ["staff_menu.survey", "staff_menu.answered"] if can_invite else ["menu.closed"]
    keys += ["staff_menu.sign", "menu.stop", "menu.data"]
    return card(
        title=w("menu.title"),
        body=[paragraph(w(key)) for key in keys],
        buttons=[
            say_button(w("button.survey"), w("type.survey"), primary=True),
            say_button(w("button.answered"), w("type.answered")),
            say_button(w("acknowledge.button"), w("acknowledge.type")),
        ],
        alt=w("menu.title"),
        quick=[
            quick_say(w("button.privacy"), w("type.privacy")),
            quick_say(w("button.stop"), w("type.stop")),
            quick_say(w("button.other_language"), w("button.other_language")),
        ],
    )
