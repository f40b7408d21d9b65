"""The limits of line-platform.md §3 on what holds other things: Flex containers, templates."""

from typing import Any

import pytest

from rules.line_limits import violations

Message = dict[str, Any]

POSTBACK = {"type": "postback", "label": "ยินยอม", "data": "consent=yes"}
LINK = {"type": "uri", "label": "เปิดแบบวัด", "uri": "https://itas.nacc.go.th/go/eit/a1b2c3"}
SAY = {"type": "message", "label": "ช่วยเหลือ", "text": "ช่วยเหลือ"}


def flex(contents: Message) -> Message:
    return {"type": "flex", "altText": "คำเชิญ", "contents": contents}


def words(content: str = "สวัสดี") -> Message:
    return {"type": "text", "text": content}


def bubble(*contents: Message, **more: object) -> Message:
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "bubble", "body": body, **more}


def button(action: Message) -> Message:
    return {"type": "button", "action": action}


def carousel(*bubbles: Message) -> Message:
    return flex({"type": "carousel", "contents": list(bubbles)})


def template(kind: str, **more: object) -> Message:
    return {"type": "template", "altText": "เมนู", "template": {"type": kind, **more}}


def buttons(words: str = "เลือก", actions: int = 1, **more: object) -> Message:
    return template("buttons", text=words, actions=[POSTBACK] * actions, **more)


def column(words: str = "เลือก", actions: int = 1, **more: object) -> Message:
    return {"text": words, "actions": [POSTBACK] * actions, **more}


def columns(*each: Message) -> Message:
    return template("carousel", columns=list(each))


def action(given: Message, **changed: object) -> Message:
    return {**given, **changed}


def filler(size: int) -> Message:
    """A bubble of exactly `size` bytes of JSON."""
    empty = len('{"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}')
    part = len('{"type": "text", "text": ""}')
    return bubble(words("a" * (size - empty - part)))


PICTURE = "https://example.go.th/poster.png"

FINE = [
    pytest.param(flex(filler(30_000)), id="bubble of 30 KB"),
    pytest.param(carousel(*[bubble(words())] * 12), id="12 bubbles"),
    pytest.param(carousel(*[bubble(words(), size="kilo")] * 2), id="two of one size"),
    pytest.param(buttons("ก" * 160, 4), id="buttons text of 160, 4 actions"),
    pytest.param(buttons("ก" * 60, title="ก" * 40), id="buttons text of 60 under a title of 40"),
    pytest.param(template("confirm", text="ก" * 240, actions=[POSTBACK] * 2), id="confirm"),
    pytest.param(columns(*[column("ก" * 120, 3)] * 10), id="10 columns"),
    pytest.param(
        template("buttons", text="เลือก", actions=[{**POSTBACK, "label": "ที่" * 20}]),
        id="button label of 20 Thai syllables",
    ),
    pytest.param(
        template(
            "image_carousel",
            columns=[{"imageUrl": PICTURE, "action": {"type": "uri", "uri": "tel:1"}}] * 10,
        ),
        id="image carousel",
    ),
]

BAD = [
    pytest.param(
        flex(filler(30_001)), "messages[0].contents: 30001 bytes of JSON, 30000 allowed", id="30 KB"
    ),
    pytest.param(
        carousel(filler(30_001)),
        "messages[0].contents.contents[0]: 30001 bytes of JSON, 30000 allowed",
        id="30 KB inside a carousel",
    ),
    pytest.param(
        carousel(filler(25_000), filler(25_000)),
        "messages[0].contents: 50038 bytes of JSON, 50000 allowed",
        id="50 KB",
    ),
    pytest.param(
        carousel(*[bubble(words())] * 13),
        "messages[0].contents.contents: 13 bubbles, 1–12 allowed",
        id="13 bubbles",
    ),
    pytest.param(
        carousel(bubble(words(), size="kilo"), bubble(words())),
        "messages[0].contents.contents: bubbles of several sizes in one carousel",
        id="two sizes",
    ),
    pytest.param(
        carousel(bubble(words()), bubble(button(action(POSTBACK, label="ก" * 41)))),
        "messages[0].contents.contents[1].body.contents[0].action.label: 41 graphemes, 40 allowed",
        id="label deep in a carousel",
    ),
    pytest.param(
        flex({"type": "poster"}),
        "messages[0].contents.type: 'poster' is not a Flex container",
        id="container",
    ),
    pytest.param(
        buttons("ก" * 161),
        "messages[0].template.text: 161 graphemes, 160 allowed",
        id="buttons text",
    ),
    pytest.param(
        buttons("ก" * 61, thumbnailImageUrl=PICTURE),
        "messages[0].template.text: 61 graphemes, 60 allowed",
        id="buttons text beside a picture",
    ),
    pytest.param(
        buttons(title="ก" * 41), "messages[0].template.title: 41 graphemes, 40 allowed", id="title"
    ),
    pytest.param(
        template("buttons", text="เลือก", actions=[{"type": "message", "text": "x"}]),
        "messages[0].template.actions[0].label: missing or empty",
        id="button without label",
    ),
    pytest.param(buttons(""), "messages[0].template.text: missing or empty", id="no text"),
    pytest.param(
        buttons(actions=5), "messages[0].template.actions: 5 actions, 1–4 allowed", id="5 buttons"
    ),
    pytest.param(
        buttons(defaultAction=action(LINK, label="ก" * 21)),
        "messages[0].template.defaultAction.label: 21 graphemes, 20 allowed",
        id="default action",
    ),
    pytest.param(
        template("confirm", text="ก", actions=[POSTBACK]),
        "messages[0].template.actions: 1 actions, 2 allowed",
        id="confirm with one action",
    ),
    pytest.param(
        template("confirm", text="ก" * 241, actions=[POSTBACK] * 2),
        "messages[0].template.text: 241 graphemes, 240 allowed",
        id="confirm text",
    ),
    pytest.param(
        columns(*[column()] * 11),
        "messages[0].template.columns: 11 columns, 1–10 allowed",
        id="11 columns",
    ),
    pytest.param(
        columns(column("ก" * 121)),
        "messages[0].template.columns[0].text: 121 graphemes, 120 allowed",
        id="column text",
    ),
    pytest.param(
        columns(column(actions=4)),
        "messages[0].template.columns[0].actions: 4 actions, 1–3 allowed",
        id="column actions",
    ),
    pytest.param(
        columns(column(), column(title="ก")),
        "messages[0].template.columns: not all of one shape (title, image, number of actions)",
        id="column shapes",
    ),
    pytest.param(
        template(
            "image_carousel",
            columns=[{"imageUrl": PICTURE, "action": action(SAY, label="ก" * 13)}],
        ),
        "messages[0].template.columns[0].action.label: 13 graphemes, 12 allowed",
        id="image carousel label",
    ),
    pytest.param(
        template("poll"),
        "messages[0].template.type: 'poll' is not a kind of template",
        id="template",
    ),
]


@pytest.mark.parametrize("message", FINE)
def test_a_message_at_its_limit_is_fine(message: Message) -> None:
    assert violations([message]) == []


@pytest.mark.parametrize(("message", "sentence"), BAD)
def test_a_message_past_a_limit_is_named_once_with_its_path(
    message: Message, sentence: str
) -> None:
    assert violations([message]) == [sentence]
