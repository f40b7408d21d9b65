"""The limits of line-platform.md §3, one row for each side of each."""

import copy
from typing import Any

import pytest

from rules.line_limits import MAX_MESSAGES, MAX_QUICK_REPLIES, violations

Message = dict[str, Any]

POSTBACK = {"type": "postback", "label": "ยินยอม", "data": "consent=yes"}
LINK = {"type": "uri", "label": "เปิดแบบวัด", "uri": "https://itas.nacc.go.th/go/eit/a1b2c3"}
SAY = {"type": "message", "label": "ช่วยเหลือ", "text": "ช่วยเหลือ"}


def text(words: str = "สวัสดี", **more: object) -> Message:
    return {"type": "text", "text": words, **more}


def quick(*actions: Message) -> Message:
    items = [{"type": "action", "action": action} for action in actions]
    return text(quickReply={"items": items})


def bubble(*contents: Message, **more: object) -> Message:
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "bubble", "body": body, **more}


def flex(contents: Message | None = None, alt: str = "คำเชิญ") -> Message:
    return {"type": "flex", "altText": alt, "contents": contents or bubble(words())}


def words(content: str = "สวัสดี", **more: object) -> Message:
    return {"type": "text", "text": content, **more}


def button(action: Message) -> Message:
    return {"type": "button", "action": action}


def picture(url: str) -> Message:
    return {"type": "image", "url": url}


def action(given: Message, **changed: object) -> Message:
    return {**given, **changed}


URL_1000 = "https://example.go.th/" + "a" * 978
PICTURE_2000 = "https://example.go.th/" + "a" * 1978

FINE = [
    pytest.param(text("ก" * 5000), id="text of 5,000 letters"),
    pytest.param(text("🙂" * 2500), id="text of 2,500 emoji"),
    pytest.param(text(emojis=[{}] * 20), id="20 LINE emojis"),
    pytest.param(quick(*[POSTBACK] * 13), id="13 quick replies"),
    pytest.param(quick(action(POSTBACK, label="ที่" * 20)), id="label of 20 Thai syllables"),
    pytest.param(quick({"type": "location", "label": "ที่อยู่"}), id="location quick reply"),
    pytest.param(flex(alt="ก" * 1500), id="altText of 1,500"),
    pytest.param(flex(bubble(button(action(POSTBACK, label="ก" * 40)))), id="Flex label of 40"),
    pytest.param(flex(bubble(button(action(POSTBACK, data="d" * 300)))), id="data of 300"),
    pytest.param(flex(bubble(button(action(SAY, text="ที่" * 300)))), id="message text of 300"),
    pytest.param(flex(bubble(button(action(LINK, uri=URL_1000)))), id="uri of 1,000"),
    pytest.param(flex(bubble(button(action(LINK, uri="tel:021234567")))), id="tel"),
    pytest.param(flex(bubble(button(action(LINK, uri="line://app/1")))), id="line scheme"),
    pytest.param(flex(bubble(button(action(LINK, uri="http://a.go.th/%E0%B8%81")))), id="encoded"),
    pytest.param(flex(bubble(picture(PICTURE_2000))), id="picture address of 2,000"),
    pytest.param(flex(bubble(words(action={"type": "uri", "uri": "tel:1"}))), id="unseen label"),
    pytest.param(flex(bubble(words(action={**SAY, "label": "ที่" * 40}))), id="a text's label"),
    pytest.param(flex(bubble({**words(), "text": "", "contents": [words()]})), id="spans"),
    pytest.param(text(sender={"name": "สำนักงานเขตคลองสาน"}), id="sender"),
    pytest.param(text(sender={"name": "Online desk"}), id="a name with line inside a word"),
    pytest.param({"type": "sticker", "packageId": "1", "stickerId": "1"}, id="sticker"),
]

BODY = "messages[0].contents.body.contents[0]"
QUICK = "messages[0].quickReply.items"
BAD = [
    pytest.param(text("ก" * 5001), "messages[0].text: 5001 UTF-16 units, 5000 allowed", id="text"),
    pytest.param(
        text("🙂" * 2501), "messages[0].text: 5002 UTF-16 units, 5000 allowed", id="emoji are 2"
    ),
    pytest.param(text(""), "messages[0].text: missing or empty", id="empty text"),
    pytest.param({"type": "text"}, "messages[0].text: missing or empty", id="no text"),
    pytest.param(text(5), "messages[0].text: not a text to show", id="a number for a text"),  # type: ignore[arg-type] # the slip under test
    pytest.param({"type": "poem"}, "messages[0].type: 'poem' is not a kind of message", id="kind"),
    pytest.param({"text": "x"}, "messages[0].type: '' is not a kind of message", id="no kind"),
    pytest.param(
        text(emojis=[{}] * 21), "messages[0].emojis: 21 LINE emojis, 0–20 allowed", id="emojis"
    ),
    pytest.param(
        {
            "type": "textV2",
            "text": "{a}",
            "substitution": {str(n): {"type": "emoji"} for n in range(21)},
        },
        "messages[0].substitution: 21 LINE emojis, 0–20 allowed",
        id="emojis in textV2",
    ),
    pytest.param(
        quick(*[POSTBACK] * 14), f"{QUICK}: 14 quick replies, 1–13 allowed", id="14 quick replies"
    ),
    pytest.param(quick(), f"{QUICK}: 0 quick replies, 1–13 allowed", id="no quick reply"),
    pytest.param(
        quick(POSTBACK, action(POSTBACK, label="ที่" * 21)),
        f"{QUICK}[1].action.label: 21 graphemes, 20 allowed",
        id="quick reply label",
    ),
    pytest.param(
        quick({"type": "message", "text": "x"}),
        f"{QUICK}[0].action.label: missing or empty",
        id="quick reply without label",
    ),
    pytest.param(
        quick(action(LINK, altUri={"desktop": "https://a.go.th"})),
        f"{QUICK}[0].action.altUri.desktop: not allowed in a quick reply",
        id="altUri in a quick reply",
    ),
    pytest.param(
        flex(alt="ก" * 1501), "messages[0].altText: 1501 UTF-16 units, 1500 allowed", id="altText"
    ),
    pytest.param(flex(alt=""), "messages[0].altText: missing or empty", id="empty altText"),
    pytest.param(
        flex(bubble(button(action(POSTBACK, label="ก" * 43)))),
        f"{BODY}.action.label: 43 graphemes, 40 allowed",
        id="Flex label",
    ),
    pytest.param(
        flex(bubble(button({"type": "uri", "uri": "tel:1"}))),
        f"{BODY}.action.label: missing or empty",
        id="Flex button without label",
    ),
    pytest.param(
        flex(bubble({"type": "button"})),
        f"{BODY}.action.type: '' is not an action for a Flex button",
        id="Flex button without action",
    ),
    pytest.param(
        flex(bubble(button({"type": "camera", "label": "กล้อง"}))),
        f"{BODY}.action.type: 'camera' is not an action for a Flex button",
        id="camera outside quick replies",
    ),
    pytest.param(
        flex(bubble(button({"type": "richmenuswitch", "label": "แท็บ"}))),
        f"{BODY}.action.type: 'richmenuswitch' is not an action for a Flex button",
        id="rich menu's own action",
    ),
    pytest.param(
        flex(bubble(button(action(POSTBACK, displayText="ก" * 301)))),
        f"{BODY}.action.displayText: 301 graphemes, 300 allowed",
        id="displayText",
    ),
    pytest.param(
        flex(bubble(button(action(POSTBACK, fillInText="ก" * 301)))),
        f"{BODY}.action.fillInText: 301 graphemes, 300 allowed",
        id="fillInText",
    ),
    *(
        pytest.param(
            flex(bubble(button(action(LINK, uri=uri)))),
            f"{BODY}.action.uri: not a percent-encoded http, https, line or tel address",
            id=f"uri {why}",
        )
        for why, uri in {
            "in Thai": "https://line.me/R/oaMessage/%40id/?สวัสดี",
            "with a space": "https://a.go.th/a b",
            "with a stray percent": "https://a.go.th/100%",
            "of mail": "mailto:a@b.go.th",
            "of a script": "javascript:alert(1)",
            "without a scheme": "a.go.th/x",
            "ending in a line break": "https://a.go.th/x\n",
        }.items()
    ),
    pytest.param(
        flex(bubble(words(""))), f"{BODY}.text: missing or empty", id="empty words in a bubble"
    ),
    pytest.param(flex(bubble(picture(""))), f"{BODY}.url: missing or empty", id="no address"),
    pytest.param(
        flex(bubble(picture("http://a.go.th/x.png"))),
        f"{BODY}.url: not a percent-encoded https address",
        id="picture over http",
    ),
    pytest.param(
        flex(bubble(picture(PICTURE_2000 + "a"))),
        f"{BODY}.url: 2001 UTF-16 units, 2000 allowed",
        id="picture address length",
    ),
    pytest.param(
        {"type": "image", "originalContentUrl": PICTURE_2000, "previewImageUrl": "http://a/x"},
        "messages[0].previewImageUrl: not a percent-encoded https address",
        id="preview over http",
    ),
    pytest.param(
        text(sender={"name": "x", "iconUrl": "http://a/x"}),
        "messages[0].sender.iconUrl: not a percent-encoded https address",
        id="sender icon over http",
    ),
    pytest.param(
        text(sender={"name": "ก" * 21}),
        "messages[0].sender.name: 21 UTF-16 units, 20 allowed",
        id="sender name",
    ),
    pytest.param(
        text(sender={"name": "ฝ่าย Line"}),
        "messages[0].sender.name: uses the reserved word LINE",
        id="sender named LINE",
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


@pytest.mark.parametrize(
    ("kind", "field", "most"),
    [
        pytest.param("postback", "data", 300, id="postback data"),
        pytest.param("message", "text", 300, id="message text"),
        pytest.param("uri", "uri", 1000, id="uri"),
        pytest.param("clipboard", "clipboardText", 1000, id="clipboard text"),
        pytest.param("datetimepicker", "data", 300, id="date picker data"),
    ],
)
def test_an_action_needs_its_field_and_bounds_it(kind: str, field: str, most: int) -> None:
    def found(value: str) -> list[str]:
        given = {"type": kind, "label": "ปุ่ม", field: value}
        return [sentence.split(": ")[1] for sentence in violations([flex(bubble(button(given)))])]

    assert found("") == ["missing or empty"]
    assert found("tel:".ljust(most, "1")) == []
    (sentence,) = found("tel:".ljust(most + 1, "1"))
    assert sentence.endswith(f"{most} allowed")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(0, ["messages: 0 messages, 1–5 allowed"], id="none"),
        pytest.param(1, [], id="one"),
        pytest.param(MAX_MESSAGES, [], id="five"),
        pytest.param(6, ["messages: 6 messages, 1–5 allowed"], id="six"),
    ],
)
def test_one_send_carries_one_to_five_messages(count: int, expected: list[str]) -> None:
    assert violations([text()] * count) == expected


def test_every_breach_in_a_batch_is_reported() -> None:
    found = violations([text(""), quick(*[POSTBACK] * (MAX_QUICK_REPLIES + 1)), {"type": "poem"}])
    assert [sentence.split(":")[0] for sentence in found] == [
        "messages[0].text",
        "messages[1].quickReply.items",
        "messages[2].type",
    ]


def test_a_development_machine_may_show_pictures_over_http_but_not_other_schemes() -> None:
    local = flex(bubble(picture("http://127.0.0.1:8000/x.png")))
    assert violations([local], allow_http=True) == []
    assert violations([flex(bubble(picture("ftp://a/x.png")))], allow_http=True) == [
        f"{BODY}.url: not a percent-encoded http(s) address"
    ]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("text", id="a string for a message"),
        pytest.param({"type": {}}, id="an object for a type"),
        pytest.param({"type": "flex", "altText": "x", "contents": []}, id="a list for a bubble"),
        pytest.param({"type": "template", "altText": "x", "template": 3}, id="a number"),
        pytest.param(text(quickReply={"items": "abc"}), id="a string for items"),
        pytest.param(text(quickReply={"items": [1]}), id="a number for an item"),
        pytest.param(
            {"type": "template", "altText": "x", "template": {"type": "carousel", "columns": [3]}},
            id="a number for a column",
        ),
    ],
)
def test_a_misshapen_message_is_a_violation_and_not_a_crash(broken: Any) -> None:
    assert violations([broken]) != []


def test_checking_changes_nothing() -> None:
    message = flex(bubble(button(LINK), picture(PICTURE_2000)))
    before = copy.deepcopy(message)
    violations([message])
    assert message == before
