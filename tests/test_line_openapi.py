"""The walker must itself refuse what LINE refuses, or the tests that lean on it prove nothing."""

from pathlib import Path
from typing import Any

import pytest

from tests.line_openapi import check, needs_spec, spec_available

Body = dict[str, Any]


def reply(*messages: object, **more: object) -> Body:
    return {"replyToken": "token", "messages": list(messages), **more}


def text(**more: object) -> Body:
    return {"type": "text", "text": "สวัสดี", **more}


def flex(*contents: object, **more: object) -> Body:
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {
        "type": "flex",
        "altText": "คำเชิญ",
        "contents": {"type": "bubble", "body": body, **more},
    }


def button(**action: object) -> Body:
    return {"type": "button", "action": action}


GOOD = [
    pytest.param(reply(text()), id="text"),
    pytest.param(reply(*[text()] * 5), id="five messages"),
    pytest.param(reply(text(), notificationDisabled=True), id="silent"),
    pytest.param(reply(text(sender={"name": "สำนักงานเขต"})), id="sender"),
    pytest.param(
        reply(
            text(quickReply={"items": [{"type": "action", "action": {"type": "location"}}] * 13})
        ),
        id="13 quick replies",
    ),
    pytest.param(
        reply(
            flex(
                {"type": "text", "text": "สวัสดี", "wrap": True, "weight": "bold", "flex": 1},
                button(type="postback", label="ยินยอม", data="consent=yes"),
                button(type="uri", label="เปิด", uri="https://a.go.th", altUri={"desktop": "x"}),
                size="kilo",
            )
        ),
        id="bubble",
    ),
    pytest.param(
        reply(
            {
                "type": "textV2",
                "text": "{a}",
                "substitution": {"a": {"type": "emoji", "productId": "p", "emojiId": "1"}},
            }
        ),
        id="a map of anything",
    ),
    pytest.param(
        reply(
            {"type": "location", "title": "x", "address": "y", "latitude": 13, "longitude": 100.5}
        ),
        id="a whole number for a number",
    ),
]

BAD = [
    pytest.param(reply({"type": "text"}), "messages[0].text: missing", id="text without text"),
    pytest.param(
        reply(text(colour="red")), "messages[0].colour: LINE knows no such property", id="unknown"
    ),
    pytest.param(reply(*[text()] * 6), "messages: 6, at most 5", id="six messages"),
    pytest.param(reply(), "messages: 0, at least 1", id="no message"),
    pytest.param({"messages": [text()]}, "replyToken: missing", id="no reply token"),
    pytest.param(reply(text(), to="U1"), "to: LINE knows no such property", id="a push's field"),
    pytest.param(
        reply({"type": "text", "text": 5}), "messages[0].text: int, not string", id="type"
    ),
    pytest.param(
        reply(text(), notificationDisabled="true"),
        "notificationDisabled: str, not boolean",
        id="a word for a bool",
    ),
    pytest.param(
        reply(flex({"type": "text", "text": "x", "flex": True})),
        "messages[0].contents.body.contents[0].flex: bool, not integer",
        id="a bool for a number",
    ),
    pytest.param(
        reply(flex({"type": "text", "text": "x", "bold": True})),
        "messages[0].contents.body.contents[0].bold: LINE knows no such property",
        id="unknown Flex property",
    ),
    pytest.param(
        reply(flex({"type": "text", "text": "x", "weight": "heavy"})),
        "messages[0].contents.body.contents[0].weight: 'heavy' is not one of regular, bold",
        id="enum",
    ),
    pytest.param(
        reply(flex({"type": "button"})),
        "messages[0].contents.body.contents[0].action: missing",
        id="button without action",
    ),
    pytest.param(
        reply(flex(footer={"type": "text", "text": "x"})),
        "messages[0].contents.footer.type: 'text' cannot stand where LINE wants FlexBox",
        id="a text where a box belongs",
    ),
    pytest.param(
        reply(flex(button(type="postback", label="x", data="d" * 301))),
        "messages[0].contents.body.contents[0].action.data: 301, at most 300",
        id="length",
    ),
    pytest.param(
        reply(flex(button(type="clipboard", label="x", clipboardText=""))),
        "messages[0].contents.body.contents[0].action.clipboardText: 0, at least 1",
        id="empty",
    ),
    pytest.param([], "body: list, not object", id="a list for a body"),
]


@needs_spec
@pytest.mark.parametrize("body", GOOD)
def test_a_body_line_accepts_passes(body: Body) -> None:
    assert check(body, "ReplyMessageRequest") == []


@needs_spec
@pytest.mark.parametrize(("body", "sentence"), BAD)
def test_a_body_line_refuses_is_refused_once(body: Body, sentence: str) -> None:
    assert check(body, "ReplyMessageRequest") == [sentence]


@needs_spec
@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param(reply({"type": "poem", "text": "x"}), "messages[0].type", id="message"),
        pytest.param(reply({"text": "x"}), "messages[0].type", id="message without type"),
        pytest.param(
            reply(flex({"type": "poem"})), "messages[0].contents.body.contents[0].type", id="Flex"
        ),
        pytest.param(
            reply(flex(button(type="dance"))),
            "messages[0].contents.body.contents[0].action.type",
            id="action",
        ),
    ],
)
def test_an_invented_kind_is_refused(body: Body, path: str) -> None:
    (sentence,) = check(body, "ReplyMessageRequest")
    assert sentence.startswith(f"{path}: ")
    assert "is not one of" in sentence


@needs_spec
@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        pytest.param("PushMessageRequest", {"to": "U1", "messages": [text()]}, [], id="push"),
        pytest.param(
            "MulticastRequest",
            {"to": ["U1"] * 501, "messages": [text()]},
            ["to: 501, at most 500"],
            id="multicast to 501",
        ),
        pytest.param(
            "RichMenuRequest", {"chatBarText": "เมนูแบบวัดนี้นะครับ"}, [], id="14 Thai graphemes"
        ),
        pytest.param(
            "RichMenuBounds", {"x": -1, "width": 5}, ["x: -1, at least 0"], id="a number too small"
        ),
    ],
)
def test_other_requests_are_read_by_name(schema: str, body: Body, expected: list[str]) -> None:
    assert check(body, schema) == expected


SMALL_SPEC = """
components:
  schemas:
    Card:
      type: object
      required: [code]
      properties:
        code: {type: string, pattern: "^[a-z]+$"}
        note: {type: string, nullable: true}
    Choice:
      oneOf: []
"""


@pytest.fixture
def small_spec(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(SMALL_SPEC)
    return path


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"code": "abc", "note": None}, [], id="null where null may be"),
        pytest.param({"code": None}, ["code: NoneType, not string"], id="null elsewhere"),
        pytest.param({"code": "ABC"}, ["code: does not match ^[a-z]+$"], id="pattern"),
    ],
)
def test_patterns_and_nulls_are_read(small_spec: Path, body: Body, expected: list[str]) -> None:
    assert check(body, "Card", small_spec) == expected


def test_a_keyword_the_walker_cannot_read_stops_it_instead_of_passing(small_spec: Path) -> None:
    with pytest.raises(ValueError, match="oneOf"):
        check({}, "Choice", small_spec)


def test_an_absent_schema_is_an_error_and_an_absent_file_is_known(small_spec: Path) -> None:
    with pytest.raises(KeyError):
        check({}, "Cards", small_spec)
    assert spec_available(small_spec)
    assert not spec_available(small_spec.with_name("other.yml"))
