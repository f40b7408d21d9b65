"""The few pieces all cards are built of, so that they look like one family.

Everything wraps; colours are calm and keep a contrast of 4.5 or more on white.
"""

from collections.abc import Sequence
from typing import Any

Message = dict[str, Any]

INK = "#16302B"
MUTED = "#4B5F5A"
GREEN = "#0F5C4D"
AMBER = "#7A4A00"
TRACK = "#DCE5E1"
LINE = "#CFDAD6"


def text(words: str, quick: Sequence[Message] = ()) -> Message:
    """A plain message."""
    return _with_quick({"type": "text", "text": words}, quick)


def card(
    *,
    title: str,
    body: Sequence[Message],
    buttons: Sequence[Message] = (),
    alt: str,
    eyebrow: str = "",
    quick: Sequence[Message] = (),
    accent: str = GREEN,
) -> Message:
    """One bubble: small eyebrow, bold title, body, buttons below; `alt` is its one-line summary."""
    contents = bubble(title=title, body=body, buttons=buttons, eyebrow=eyebrow, accent=accent)
    return _with_quick({"type": "flex", "altText": alt[:400], "contents": contents}, quick)


def bubble(
    *,
    title: str,
    body: Sequence[Message],
    buttons: Sequence[Message] = (),
    eyebrow: str = "",
    accent: str = GREEN,
) -> Message:
    """A card's bubble alone, for a carousel."""
    head: list[Message] = []
    if eyebrow:
        head.append(paragraph(eyebrow, size="xs", bold=True, colour=accent))
    head.append(paragraph(title, size="lg", bold=True))
    made: Message = {
        "type": "bubble",
        "size": "mega",
        "body": {
            "type": "box",
            "layout": "vertical",
            "spacing": "md",
            "paddingAll": "18px",
            "contents": [
                stack(head),
                *body,
            ],
        },
    }
    if buttons:
        made["footer"] = {
            "type": "box",
            "layout": "vertical",
            "spacing": "sm",
            "paddingAll": "14px",
            "contents": list(buttons),
        }
    return made


def carousel(bubbles: Sequence[Message], *, alt: str, quick: Sequence[Message] = ()) -> Message:
    """Bubbles side by side."""
    contents = {"type": "carousel", "contents": list(bubbles)}
    return _with_quick({"type": "flex", "altText": alt[:400], "contents": contents}, quick)


def paragraph(
    words: str, *, muted: bool = False, bold: bool = False, size: str = "sm", colour: str = INK
) -> Message:
    """Words that wrap."""
    return {
        "type": "text",
        "text": words,
        "wrap": True,
        "size": size,
        "color": MUTED if muted else colour,
        "weight": "bold" if bold else "regular",
    }


def row(label: str, value: str) -> Message:
    """A label at the left, its value at the right."""
    return {
        "type": "box",
        "layout": "baseline",
        "spacing": "sm",
        "contents": [
            {**paragraph(label, muted=True), "flex": 5},
            {**paragraph(value, bold=True), "flex": 4, "align": "end"},
        ],
    }


def stack(components: Sequence[Message]) -> Message:
    """Components that belong together, closer to each other than to the rest of the card."""
    return {"type": "box", "layout": "vertical", "spacing": "xs", "contents": list(components)}


def in_pairs(buttons: Sequence[Message]) -> list[Message]:
    """Many short buttons two by two: one under the other they push the words off the screen."""
    return [
        {
            "type": "box",
            "layout": "horizontal",
            "spacing": "sm",
            "contents": list(buttons[start : start + 2]),
        }
        for start in range(0, len(buttons), 2)
    ]


def bar(done: int, target: int | None) -> Message:
    """How much of the target is there; full at the target, in the same calm colour."""
    share = min(100, round(100 * done / target)) if target else 0
    inner: list[Message] = (
        [
            {
                "type": "box",
                "layout": "vertical",
                "contents": [{"type": "filler"}],
                "width": f"{share}%",
                "height": "6px",
                "backgroundColor": GREEN,
                "cornerRadius": "3px",
            }
        ]
        if share
        else [{"type": "filler"}]
    )
    return {
        "type": "box",
        "layout": "vertical",
        "height": "6px",
        "backgroundColor": TRACK,
        "cornerRadius": "3px",
        "contents": inner,
    }


def separator() -> Message:
    """A thin line."""
    return {"type": "separator", "color": LINE}


def link_button(label: str, url: str, primary: bool = True) -> Message:
    """Opens an address."""
    return _button({"type": "uri", "label": label, "uri": url}, primary)


def say_button(label: str, words: str, primary: bool = False) -> Message:
    """Types words for the person: the same as typing them."""
    return _button({"type": "message", "label": label, "text": words}, primary)


def tap_button(label: str, data: str, shown: str, primary: bool = False) -> Message:
    """Answers a question of this very card."""
    return _button(
        {"type": "postback", "label": label, "data": data, "displayText": shown}, primary
    )


def _button(action: Message, primary: bool) -> Message:
    made: Message = {
        "type": "button",
        "style": "primary" if primary else "secondary",
        "height": "sm",
        "adjustMode": "shrink-to-fit",
        "action": action,
    }
    return {**made, "color": GREEN} if primary else made


def quick_say(label: str, words: str) -> Message:
    """A quick reply that types words."""
    return {"type": "action", "action": {"type": "message", "label": label, "text": words}}


def quick_tap(label: str, data: str, shown: str) -> Message:
    """A quick reply that answers a question."""
    action = {"type": "postback", "label": label, "data": data, "displayText": shown}
    return {"type": "action", "action": action}


def _with_quick(message: Message, quick: Sequence[Message]) -> Message:
    return {**message, "quickReply": {"items": list(quick)}} if quick else message
