"""What a person is told of their data, and how it is erased (domain.md §9)."""

from collections.abc import Sequence

from outbound.messages.cards import (
    Message,
    card,
    link_button,
    paragraph,
    quick_say,
    row,
    say_button,
    stack,
    tap_button,
    text,
)
from outbound.messages.wording import Wording


def privacy(w: Wording, *, parts: Sequence[tuple[str, str]], page: str) -> Message:
    """The notice of PDPA s.23 in the chat, by headings; `page` has it on the web."""
    body = [stack([paragraph(label, bold=True), paragraph(words)]) for label, words in parts]
    return card(
        title=w("privacy.title"),
        body=body,
        buttons=[
            say_button(w("button.my_data"), w("type.my_data")),
            say_button(w("button.erase"), w("type.erase")),
            link_button(w("button.privacy_page"), page, primary=False),
        ],
        alt=w("privacy.alt"),
        quick=[quick_say(w("button.stop"), w("type.stop"))],
    )


def my_data(w: Wording, *, rows: Sequence[tuple[str, str]], of_staff: bool = False) -> Message:
    """Everything held, one line each (PDPA s.30)."""
    nothing_else = w("staff_data.nothing_else" if of_staff else "my_data.nothing_else")
    return card(
        title=w("my_data.title"),
        body=[*(row(label, value) for label, value in rows), paragraph(nothing_else)],
        buttons=[say_button(w("button.erase"), w("type.erase"))],
        alt=w("my_data.title"),
    )


def erase_request(w: Wording, *, has_role: bool, of_staff: bool = False) -> Message:
    """Asks once more before what cannot be undone."""
    body = [paragraph(w("staff_data.erase" if of_staff else "erase.body"))]
    if has_role:
        body.append(paragraph(w("erase.with_role"), bold=True))
    return card(
        title=w("erase.title"),
        body=body,
        buttons=[
            tap_button(w("erase.confirm"), "erase=yes", w("erase.confirm")),
            say_button(w("button.cancel"), w("type.cancel")),
        ],
        alt=w("erase.title"),
    )


def erased(w: Wording) -> Message:
    """The last word to a person we no longer know."""
    return text(w("erase.done"))


def cancelled(w: Wording) -> Message:
    """Nothing was done."""
    return text(w("erase.cancelled"))
