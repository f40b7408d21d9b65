"""The short answers of the conversation with a respondent."""

from collections.abc import Sequence
from datetime import date

from outbound.messages.cards import (
    Message,
    card,
    link_button,
    paragraph,
    quick_say,
    say_button,
    tap_button,
    text,
)
from outbound.messages.wording import Wording
from rules.thai_dates import thai_date


def thanks(w: Wording, *, already: bool) -> Message:
    """Thanks for saying so; what was answered nobody asks."""
    return text(w("thanks.already" if already else "thanks.first"))


def nothing_to_report(w: Wording) -> Message:
    """Said ตอบแล้ว without ever having had the link."""
    return text(w("thanks.nothing"), [quick_say(w("button.survey"), w("type.survey"))])


def stopped(w: Wording, *, already: bool) -> Message:
    """Stopped, with the way back."""
    words = w("stop.already" if already else "stop.done")
    return text(words, [quick_say(w("button.resume"), w("type.resume"))])


def resumed(w: Wording) -> Message:
    """Back, but not reminded until asked for."""
    return text(w("stop.resumed"), [quick_say(w("button.remind"), w("type.remind"))])


def consent_request(w: Wording, *, until: date) -> Message:
    """The separate consent of domain.md §9.7, on a card of its own."""
    return card(
        title=w("consent.title"),
        body=[
            paragraph(w("consent.body", until=thai_date(until, w.language))),
            paragraph(w("consent.free"), muted=True),
        ],
        buttons=[
            tap_button(w("consent.agree"), "consent=yes", w("consent.say_agree")),
            tap_button(w("consent.disagree"), "consent=no", w("consent.disagree")),
        ],
        alt=w("consent.title"),
    )


def consent_given(w: Wording, *, until: date) -> Message:
    """What was agreed to, and how to take it back."""
    words = w("consent.given", until=thai_date(until, w.language))
    return text(words, [quick_say(w("button.stop"), w("type.stop"))])


def consent_declined(w: Wording) -> Message:
    """No reminders; the link stays."""
    return text(w("consent.declined"))


def consent_withdrawn(w: Wording) -> Message:
    """No reminders any more."""
    return text(w("consent.withdrawn"))


def language_set(w: Wording) -> Message:
    """Said in the language chosen."""
    return text(w("language.set"), [quick_say(w("button.survey"), w("type.survey"))])


def menu(w: Wording, *, has_case: bool, reported: bool, can_invite: bool) -> Message:
    """What can be typed here, shown as words and as buttons."""
    keys = ["menu.survey"] if can_invite else ["menu.closed"]
    if can_invite and has_case and not reported:
        keys += ["menu.answered", "menu.remind"]
    keys += ["menu.stop", "menu.data"]
    buttons = [say_button(w("button.survey"), w("type.survey"), primary=True)] if can_invite else []
    if can_invite and has_case and not reported:
        buttons.append(say_button(w("button.answered"), w("type.answered")))
    return card(
        title=w("menu.title"),
        body=[paragraph(w(key)) for key in keys],
        buttons=buttons,
        alt=w("menu.title"),
        quick=[
            quick_say(w("button.privacy"), w("type.privacy")),
            quick_say(w("button.stop"), w("type.stop")),
            quick_say(w("button.other_language"), w("button.other_language")),
        ],
    )


def wrong_code(w: Wording, *, example: str = "EIT-7K3M9Q2") -> Message:
    """Help with a code that is not right."""
    return text(w("code.wrong", example=example), [quick_say(w("button.survey"), w("type.survey"))])


def paused(w: Wording, *, minutes: int) -> Message:
    """Guessing rests for a while."""
    return text(w("code.paused", minutes=minutes))


def code_revoked(w: Wording, *, unit: str) -> Message:
    """A sign that should have come down."""
    words = w("code.revoked", unit=unit)
    return text(words, [quick_say(w("button.survey"), w("type.survey"))])


def invitee_full(w: Wording, *, most: int) -> Message:
    """As many people answer for this organisation as may."""
    return text(w("invitee.full", most=most))


def campaign_closed(w: Wording, *, closed_on: date) -> Message:
    """Too late, with thanks."""
    return text(w("closed.over", closed_on=thai_date(closed_on, w.language)))


def campaign_not_open(w: Wording, *, opens_on: date) -> Message:
    """Too early."""
    return text(w("closed.not_open", opens_on=thai_date(opens_on, w.language)))


def complaint_channels(
    w: Wording, *, outside: Sequence[tuple[str, str]], office_channel: str | None
) -> Message:
    """Where to report corruption: (name, phone) of outside bodies first (domain.md §9.4)."""
    body = [paragraph(w("complaint.not_kept"))]
    body += [paragraph(f"{name} · {w('complaint.call', number=phone)}") for name, phone in outside]
    if office_channel:
        body.append(paragraph(office_channel, muted=True))
    return card(
        title=w("complaint.title"),
        body=body,
        buttons=[
            link_button(f"{w('complaint.call', number=phone)}", f"tel:{phone}", primary=False)
            for _, phone in outside
        ],
        alt=w("complaint.title"),
    )


def not_for_staff(w: Wording, *, office: str) -> Message:
    """Own staff answer the other questionnaire (domain.md §3)."""
    return text(w("staff.not_here", office=office))


def staff_noted(w: Wording) -> Message:
    """Not counted as an outsider, with the way back."""
    return text(w("staff.noted"), [quick_say(w("button.not_staff"), w("type.not_staff"))])


def welcome_back(w: Wording, *, has_case: bool) -> Message:
    """To someone who unblocked us; what they decided before still holds."""
    words = w("welcome_back.with_case" if has_case else "welcome_back.without_case")
    return text(words, [quick_say(w("button.survey"), w("type.survey"))])
