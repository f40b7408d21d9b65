"""LINE's limits on what one send may carry (line-platform.md §3), checked before LINE does.

LINE refuses a whole batch for one long label, and its client library checks almost none of
this; so the outbox asks here first, and the simulator refuses what LINE would refuse.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from rules.line_lengths import Count, Limit, Unit

Json = Mapping[str, Any]
Problems = Iterator[str]

# line-platform.md §2: one send. §3: everything else.
MAX_MESSAGES = 5
MAX_QUICK_REPLIES = 13
MAX_TEXT_UTF16 = 5000
MAX_ALT_TEXT_UTF16 = 1500
MAX_LABEL_GRAPHEMES = 20
MAX_FLEX_LABEL_GRAPHEMES = 40
MAX_CAROUSEL_BUBBLES = 12
# §3 says KB without saying which; the smaller reading can only refuse too early.
MAX_BUBBLE_BYTES = 30_000
MAX_CAROUSEL_BYTES = 50_000

MESSAGES = Count(1, MAX_MESSAGES, "messages")
QUICK_REPLIES = Count(1, MAX_QUICK_REPLIES, "quick replies")
EMOJIS = Count(0, 20, "LINE emojis")
BUBBLES = Count(1, MAX_CAROUSEL_BUBBLES, "bubbles")
COLUMNS = Count(1, 10, "columns")
ACTIONS = {
    "buttons": Count(1, 4, "actions"),
    "confirm": Count(2, 2, "actions"),
    "carousel": Count(1, 3, "actions"),
}

URL = Limit(2000, required=True)
SENDER_NAME = Limit(20)
FLEX_TEXT = Limit(MAX_BUBBLE_BYTES, required=True)  # only its bubble's size bounds it
TEMPLATE_TITLE = Limit(40, Unit.GRAPHEMES)
TEMPLATE_TEXT = {"buttons": 160, "confirm": 240, "carousel": 120}
TEMPLATE_TEXT_BESIDE_IMAGE_OR_TITLE = {**TEMPLATE_TEXT, "buttons": 60, "carousel": 60}

_TEXT = {"text": Limit(MAX_TEXT_UTF16, required=True)}
_ALT_TEXT = {"altText": Limit(MAX_ALT_TEXT_UTF16, required=True)}
MESSAGE_TEXTS: Mapping[str, Mapping[str, Limit]] = {
    "text": _TEXT,
    "textV2": _TEXT,
    "flex": _ALT_TEXT,
    "template": _ALT_TEXT,
    "imagemap": _ALT_TEXT,
    **{kind: {} for kind in ("image", "video", "audio", "location", "sticker", "coupon")},
}
MEDIA_URLS = {
    *("url", "previewUrl", "imageUrl", "iconUrl", "thumbnailImageUrl"),
    *("originalContentUrl", "previewImageUrl", "baseUrl"),
}

QUICK_REPLY_ONLY = ("camera", "cameraRoll", "location")
ACTION_TEXTS: Mapping[str, Mapping[str, Limit]] = {
    "postback": {
        "data": Limit(300, required=True),
        "displayText": Limit(300, Unit.GRAPHEMES),
        "text": Limit(300, Unit.GRAPHEMES),
        "fillInText": Limit(300, Unit.GRAPHEMES),
    },
    "message": {"text": Limit(300, Unit.GRAPHEMES, required=True)},
    "uri": {"uri": Limit(1000, required=True)},
    "clipboard": {"clipboardText": Limit(1000, required=True)},
    "datetimepicker": {"data": Limit(300, required=True)},
    **{kind: {} for kind in QUICK_REPLY_ONLY},
}


class Place(StrEnum):
    """Where an action sits, which decides whether its label shows and how long it may be."""

    QUICK_REPLY = "quick reply"
    TEMPLATE_BUTTON = "template button"
    TEMPLATE_AREA = "template area"
    IMAGE_CAROUSEL = "image carousel"
    FLEX_BUTTON = "Flex button"
    FLEX_AREA = "Flex area"


LABELS: Mapping[Place, Limit] = {
    Place.QUICK_REPLY: Limit(MAX_LABEL_GRAPHEMES, Unit.GRAPHEMES, required=True),
    Place.TEMPLATE_BUTTON: Limit(MAX_LABEL_GRAPHEMES, Unit.GRAPHEMES, required=True),
    Place.TEMPLATE_AREA: Limit(MAX_LABEL_GRAPHEMES, Unit.GRAPHEMES),
    Place.IMAGE_CAROUSEL: Limit(12, Unit.GRAPHEMES),
    Place.FLEX_BUTTON: Limit(MAX_FLEX_LABEL_GRAPHEMES, Unit.GRAPHEMES, required=True),
    Place.FLEX_AREA: Limit(MAX_FLEX_LABEL_GRAPHEMES, Unit.GRAPHEMES),
}

_ENCODED = r"(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
_LINK = re.compile(rf"(?:https?://|line:|tel:){_ENCODED}", re.ASCII)
_HTTPS = re.compile(rf"https://{_ENCODED}", re.ASCII)
_HTTP = re.compile(rf"https?://{_ENCODED}", re.ASCII)
_RESERVED_NAME = re.compile(r"(?<![A-Za-z])LINE(?![A-Za-z])", re.IGNORECASE)


def violations(messages: Sequence[Json], *, allow_http: bool = False) -> list[str]:
    """Why LINE would refuse this batch, one sentence for each breach; empty when it would not.

    A sentence begins with the JSON path of what is wrong. `allow_http` lets pictures come from
    a plain-http address, for a development machine beside the simulator.
    """
    problems = list(_counted(messages, MESSAGES, "messages"))
    for step, message in _children(messages):
        problems += _message(message, f"messages{step}", allow_http)
    return problems


def _message(given: object, at: str, allow_http: bool) -> Problems:
    message, kind = _object(given), _kind(given)
    if kind not in MESSAGE_TEXTS:
        yield f"{at}.type: {kind!r} is not a kind of message"
        return
    yield from _texts(message, MESSAGE_TEXTS[kind], at)
    yield from _emojis(message, at)
    yield from _sender(message.get("sender"), f"{at}.sender")
    yield from _media(message, at, allow_http)
    if "quickReply" in message:
        yield from _quick_reply(_object(message["quickReply"]), f"{at}.quickReply")
    if kind == "template":
        yield from _template(_object(message.get("template")), f"{at}.template")
    if kind == "flex":
        yield from _flex(_object(message.get("contents")), f"{at}.contents")


def _object(value: object) -> Json:
    """The value if it is an object, else an empty one: its missing fields are then reported."""
    return value if isinstance(value, Mapping) else {}


def _kind(holder: object) -> str:
    kind = _object(holder).get("type")
    return kind if isinstance(kind, str) else ""


def _texts(holder: Json, limits: Mapping[str, Limit], at: str) -> Problems:
    for field, limit in limits.items():
        if field in holder or limit.required:
            yield from _length(holder.get(field), limit, f"{at}.{field}")


def _length(value: object, limit: Limit, at: str) -> Problems:
    if not isinstance(value, str) or (limit.required and not value):
        yield f"{at}: missing or empty" if value in (None, "") else f"{at}: not a text to show"
        return
    if problem := limit.refuses(value):
        yield f"{at}: {problem}"


def _counted(items: object, allowed: Count, at: str) -> Problems:
    size = len(items) if isinstance(items, Sequence) and not isinstance(items, str) else 0
    if problem := allowed.refuses(size):
        yield f"{at}: {problem}"


def _emojis(message: Json, at: str) -> Problems:
    if "emojis" in message:
        yield from _counted(message["emojis"], EMOJIS, f"{at}.emojis")
    substitutes = _object(message.get("substitution")).values()
    used = [each for each in substitutes if _kind(each) == "emoji"]
    yield from _counted(used, EMOJIS, f"{at}.substitution")


def _sender(sender: object, at: str) -> Problems:
    yield from _texts(_object(sender), {"name": SENDER_NAME}, at)
    if _RESERVED_NAME.search(str(_object(sender).get("name"))):
        yield f"{at}.name: uses the reserved word LINE"


def _media(node: object, at: str, allow_http: bool) -> Problems:
    """Every picture, film and sound address anywhere inside a message."""
    shape, named = (_HTTP, "http(s)") if allow_http else (_HTTPS, "https")
    for step, value in _children(node):
        path = f"{at}{step}"
        if step[1:] in MEDIA_URLS:
            yield from _length(value, URL, path)
            if isinstance(value, str) and value and not shape.fullmatch(value):
                yield f"{path}: not a percent-encoded {named} address"
        elif step != ".substitution":  # its keys are words of ours, not LINE's fields
            yield from _media(value, path, allow_http)


def _children(node: object) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        yield from ((f".{key}", value) for key, value in node.items())
    elif isinstance(node, list | tuple):
        yield from ((f"[{index}]", value) for index, value in enumerate(node))


def _quick_reply(quick_reply: Json, at: str) -> Problems:
    items = quick_reply.get("items", ())
    yield from _counted(items, QUICK_REPLIES, f"{at}.items")
    for step, item in _children(items):
        action = _object(item).get("action")
        yield from _action(action, f"{at}.items{step}.action", Place.QUICK_REPLY)


def _action(action: object, at: str, place: Place) -> Problems:
    given = _object(action)
    kind = _kind(given)
    if kind not in ACTION_TEXTS or (kind in QUICK_REPLY_ONLY and place is not Place.QUICK_REPLY):
        yield f"{at}.type: {kind!r} is not an action for a {place}"
        return
    yield from _texts(given, {"label": LABELS[place], **ACTION_TEXTS[kind]}, at)
    desktop = _object(given.get("altUri")).get("desktop")
    if desktop is not None and place is Place.QUICK_REPLY:
        yield f"{at}.altUri.desktop: not allowed in a quick reply"
    for step, link in ((".uri", given.get("uri")), (".altUri.desktop", desktop)):
        if isinstance(link, str) and link and not _LINK.fullmatch(link):
            yield f"{at}{step}: not a percent-encoded http, https, line or tel address"


def _template(template: Json, at: str) -> Problems:
    match _kind(template):
        case "buttons" | "confirm" as kind:
            yield from _panel(template, kind, at)
        case "carousel" | "image_carousel" as kind:
            yield from _columns(template.get("columns", ()), kind, f"{at}.columns")
        case kind:
            yield f"{at}.type: {kind!r} is not a kind of template"


def _columns(columns: object, kind: str, at: str) -> Problems:
    yield from _counted(columns, COLUMNS, at)
    for step, column in _children(columns):
        if kind == "carousel":
            yield from _panel(_object(column), kind, f"{at}{step}")
        else:
            action = _object(column).get("action")
            yield from _action(action, f"{at}{step}.action", Place.IMAGE_CAROUSEL)
    if kind == "carousel" and len({_shape(_object(each)) for _, each in _children(columns)}) > 1:
        yield f"{at}: not all of one shape (title, image, number of actions)"


def _panel(panel: Json, kind: str, at: str) -> Problems:
    """A title, a text and buttons: a buttons or confirm template, or one carousel column."""
    crowded = "title" in panel or "thumbnailImageUrl" in panel
    most = (TEMPLATE_TEXT_BESIDE_IMAGE_OR_TITLE if crowded else TEMPLATE_TEXT)[kind]
    text = Limit(most, Unit.GRAPHEMES, required=True)
    yield from _texts(panel, {"title": TEMPLATE_TITLE, "text": text}, at)
    actions = panel.get("actions", ())
    yield from _counted(actions, ACTIONS[kind], f"{at}.actions")
    for step, action in _children(actions):
        yield from _action(action, f"{at}.actions{step}", Place.TEMPLATE_BUTTON)
    if "defaultAction" in panel:
        yield from _action(panel["defaultAction"], f"{at}.defaultAction", Place.TEMPLATE_AREA)


def _shape(column: Json) -> tuple[bool, bool, int]:
    actions = sum(1 for _ in _children(column.get("actions", ())))
    return "title" in column, "thumbnailImageUrl" in column, actions


def _flex(container: Json, at: str) -> Problems:
    match _kind(container):
        case "bubble":
            yield from _weight(container, MAX_BUBBLE_BYTES, at)
        case "carousel":
            yield from _flex_carousel(container, at)
        case kind:
            yield f"{at}.type: {kind!r} is not a Flex container"
    yield from _components(container, at)


def _flex_carousel(carousel: Json, at: str) -> Problems:
    bubbles = carousel.get("contents", ())
    yield from _counted(bubbles, BUBBLES, f"{at}.contents")
    yield from _weight(carousel, MAX_CAROUSEL_BYTES, at)
    for step, bubble in _children(bubbles):
        yield from _weight(_object(bubble), MAX_BUBBLE_BYTES, f"{at}.contents{step}")
    if len({str(_object(each).get("size", "mega")) for _, each in _children(bubbles)}) > 1:
        yield f"{at}.contents: bubbles of several sizes in one carousel"


def _weight(container: Json, most: int, at: str) -> Problems:
    """Bytes as LINE's client sends them: ASCII-escaped, 6 for a Thai letter (§8)."""
    size = len(json.dumps(container))
    if size > most:
        yield f"{at}: {size} bytes of JSON, {most} allowed"


def _components(node: object, at: str) -> Problems:
    part, kind = _object(node), _kind(node)
    if kind in ("text", "span") and not part.get("contents"):
        yield from _texts(part, {"text": FLEX_TEXT}, at)
    if kind == "button" or "action" in part:
        place = Place.FLEX_BUTTON if kind == "button" else Place.FLEX_AREA
        yield from _action(part.get("action"), f"{at}.action", place)
    for step, child in _children(node):
        if step != ".action":
            yield from _components(child, f"{at}{step}")
