"""A respondent's conversation, as stories: what they write and get, and what is counted."""

import pytest
from sqlalchemy import select, text

from models.outbox_message import OutboxMessage, OutboxState
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent
from outbound.line_client import Outcome
from tests.handlers.conftest import Chat

LINK = "https://itas.nacc.go.th/go/eit/demo01"


def rows(chat: Chat, table: type) -> list:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(table)))


def test_a_scanned_code_brings_notice_and_survey_button_in_one_reply(chat: Chat) -> None:
    answer = chat.say("มานี", chat.point("works").code)
    assert answer is not None
    assert answer.buttons["ตอบแบบวัด"]["uri"] == LINK
    for words in (
        "สมัครใจ",
        "สำนักงานเขตไม่เห็นคำตอบรายบุคคล",
        "ฝ่ายโยธา",
        "หยุดแจ้งเตือน",
        "31 พฤษภาคม 2570",
    ):
        assert words in answer.words
    assert chat.figure("works", "joined") == 1
    assert chat.figure("works", "reached", "line") == 1
    assert chat.figure("works", "reported") == 0


def test_the_placeholder_link_is_said_loudly(chat: Chat) -> None:
    answer = chat.say("มานี", chat.point().code)
    assert answer is not None
    assert "ลิงก์ทดลอง" in answer.words


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("{0}", id="as printed"),
        pytest.param("  {1}  ", id="lower case and spaces around"),
        pytest.param("รหัส {0} ครับ", id="among words"),
        pytest.param("{2}", id="spaces inside"),
        pytest.param("https://outreach.example.go.th/q/{0}", id="the page's address"),
        pytest.param("\u200b{0}\u200f", id="zero-width and right-to-left marks"),
        pytest.param("👉{0}👈", id="emoji around"),
    ],
)
def test_a_code_typed_sloppily_still_works(chat: Chat, typed: str) -> None:
    code = chat.point().code
    spaced = " ".join(code.replace("-", ""))
    answer = chat.say("มานี", typed.format(code, code.lower(), spaced))
    assert answer is not None
    assert "ตอบแบบวัด" in answer.buttons
    assert chat.figure("works", "reached") == 1


def test_scanning_again_counts_nothing_more(chat: Chat) -> None:
    point = chat.point()
    chat.say("มานี", point.code)
    again = chat.say("มานี", point.code)
    assert again is not None
    assert again.buttons["ตอบแบบวัด"]["uri"] == LINK
    assert chat.figure("works", "joined") == chat.figure("works", "reached") == 1


def test_another_units_code_does_not_move_the_case(chat: Chat) -> None:
    chat.say("มานี", chat.point("works").code)
    other = chat.say("มานี", chat.point("finance").code)
    assert other is not None
    assert "ฝ่ายโยธา" in other.words
    assert "ครั้งเดียว" in other.words
    assert chat.figure("works", "reached") == 1
    assert chat.figure("finance", "reached") == 0


def test_saying_answered_is_counted_once_and_thanked(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    thanks = chat.say("มานี", "ตอบแล้วค่ะ")
    again = chat.say("มานี", "ตอบแล้ว")
    assert thanks is not None
    assert "ขอขอบคุณ" in thanks.words
    assert again is not None
    assert "แจ้งไว้แล้ว" in again.words
    assert chat.figure("works", "reported", "line") == 1


def test_scanning_after_answering_asks_for_nothing_more(chat: Chat) -> None:
    point = chat.point()
    chat.say("มานี", point.code)
    chat.say("มานี", "ตอบแล้ว")
    answer = chat.say("มานี", point.code)
    assert answer is not None
    assert "ท่านแจ้งว่าตอบแล้ว" in answer.words
    assert "ตอบแล้ว" not in answer.buttons
    assert chat.figure("works", "reached") == chat.figure("works", "reported") == 1


def test_answered_without_an_invitation_counts_nothing(chat: Chat) -> None:
    chat.happen("มานี", type="follow", message=None)
    answer = chat.say("มานี", "ตอบแล้ว")
    assert answer is not None
    assert "ยังไม่ได้รับลิงก์" in answer.words
    assert rows(chat, SurveyCase) == []


def test_a_follow_without_a_code_offers_the_units(chat: Chat) -> None:
    greeting = chat.happen("มานี", type="follow", message=None)
    assert greeting is not None
    assert greeting.buttons["โยธา"]["data"] == "unit=works"
    assert "สมัครใจ" in greeting.words
    assert len(greeting.messages[-1]["quickReply"]["items"]) == 12  # eleven units and "not sure"
    invited = chat.tap("มานี", "unit=finance")
    assert invited is not None
    assert invited.buttons["ตอบแบบวัด"]["uri"] == LINK
    assert chat.figure("finance", "reached") == 1


def test_a_unit_may_be_typed_instead_of_tapped(chat: Chat) -> None:
    chat.say("มานี", "สวัสดีค่ะ")
    invited = chat.say("มานี", "ฝ่ายทะเบียน")
    assert invited is not None
    assert "ตอบแบบวัด" in invited.buttons
    assert chat.figure("registration", "reached") == 1


def test_who_is_not_sure_of_the_unit_is_counted_as_unassigned_and_later_moved(chat: Chat) -> None:
    chat.happen("มานี", type="follow", message=None)
    chat.tap("มานี", "unit=unassigned")
    assert chat.figure("unassigned", "reached") == 1
    chat.say("มานี", chat.point("revenue").code)
    assert chat.figure("unassigned", "reached") == 0
    assert chat.figure("revenue", "reached") == 1
    assert chat.figure("revenue", "joined") == 1


@pytest.mark.parametrize("data", ["unit=nowhere", "unit=executive", "unit=", "x", "=", "unit"])
def test_a_tap_of_unknown_meaning_does_nothing(chat: Chat, data: str) -> None:
    assert chat.tap("มานี", data) is None
    assert rows(chat, SurveyCase) == []


def test_strangers_get_the_notice_and_later_a_menu_once_an_hour(chat: Chat) -> None:
    first = chat.say("มานี", "สวัสดี")
    second = chat.say("มานี", "ทำอะไรได้บ้าง")
    third = chat.say("มานี", "ฮัลโหล")
    assert first is not None
    assert "ท่านติดต่อหน่วยงานใด" in first.words
    assert second is not None
    assert "ทำอะไรได้บ้าง" in second.words
    assert third is None
    chat.stage.later(minutes=61)
    assert chat.say("มานี", "ฮัลโหล") is not None


def test_a_stranger_who_asks_for_status_gets_no_hint_of_one(chat: Chat) -> None:
    chat.happen("มานี", type="follow", message=None)
    answer = chat.say("มานี", "สถานะ")
    assert answer is not None
    assert "ทำอะไรได้บ้าง" in answer.words
    for word in ("เป้าหมาย", "คงเหลือ", "สิทธิ์", "500", "60"):
        assert word not in answer.words


@pytest.mark.parametrize(
    "words", ["เจ้าหน้าที่เรียกเงินใต้โต๊ะ", "อยากแจ้งเรื่องทุจริต", "they asked me for a bribe"]
)
def test_text_about_corruption_gets_outside_channels_and_is_dropped(chat: Chat, words: str) -> None:
    answer = chat.say("มานี", words)
    assert answer is not None
    assert answer.words.index("1205") < answer.words.index("1206")
    assert all(row.payload is None for row in rows(chat, WebhookEvent))
    with chat.stage.wired.database.engine.connect() as connection:
        for table in ("webhook_event", "outbox_message", "audit_entry"):
            for row in connection.execute(text(f"select * from {table}")):
                assert words not in str(row)


def test_five_wrong_codes_bring_a_pause_that_ends(chat: Chat) -> None:
    point = chat.point()
    answers = [chat.say("มานี", "EIT-000000" + str(n)) for n in range(5)]
    assert all(answer is not None for answer in answers)
    assert "พักการรับรหัส" in answers[-1].words
    assert chat.say("มานี", point.code) is None  # not even a right one is looked up
    chat.stage.later(minutes=11)
    assert chat.say("มานี", point.code) is not None


def test_a_revoked_code_says_so(chat: Chat) -> None:
    code = chat.point().code
    runner = chat.stage.app.test_cli_runner()
    assert runner.invoke(args=["qr", "revoke", code]).exit_code == 0
    answer = chat.say("มานี", code)
    assert answer is not None
    assert "เลิกใช้แล้ว" in answer.words
    assert rows(chat, SurveyCase) == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(-110, "เปิดวันที่ 1 ตุลาคม 2569", id="before it opens"),
        pytest.param(150, "สิ้นสุดแล้วเมื่อวันที่ 31 พฤษภาคม 2570", id="after it closed"),
    ],
)
def test_outside_the_campaign_nobody_is_invited(chat: Chat, days: int, said: str) -> None:
    code = chat.point().code
    chat.stage.later(days=days)
    answer = chat.say("มานี", code)
    assert answer is not None
    assert said in answer.words
    assert rows(chat, SurveyCase) == []


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"type": "moonrise"}, id="a kind from the future"),
        pytest.param({"mode": "standby", "replyToken": None}, id="standby"),
        pytest.param({"source": {"type": "user"}}, id="nobody"),
        pytest.param({"type": "unsend", "unsend": {"messageId": "1"}}, id="unsend"),
        pytest.param({"type": "join", "source": {"type": "group", "groupId": "C1"}}, id="join"),
    ],
)
def test_events_that_ask_for_nothing_are_kept_as_ignored(chat: Chat, given: dict) -> None:
    assert chat.happen("มานี", **given) is None
    assert chat.states() == [EventState.IGNORED]


def test_a_picture_or_a_sticker_is_answered_like_any_words(chat: Chat) -> None:
    answer = chat.happen("มานี", message={"type": "sticker", "packageId": "1", "stickerId": "1"})
    assert answer is not None
    assert "ท่านติดต่อหน่วยงานใด" in answer.words


def test_words_whose_token_died_come_with_the_next_message(chat: Chat) -> None:
    chat.outcomes = [Outcome.TOKEN_DEAD]
    assert chat.say("มานี", chat.point().code) is None
    assert chat.figure("works", "reached") == 0  # LINE has not had the link
    answer = chat.say("มานี", "ความเป็นส่วนตัว")
    assert answer is not None
    assert len(answer.messages) == 2
    assert "ขอเชิญตอบแบบวัด" in answer.words
    assert chat.figure("works", "reached") == 1
    after = chat.say("มานี", "ขอข้อมูลของฉัน")
    assert after is not None
    assert "ขอเชิญตอบแบบวัด" not in after.words  # said once


def test_asking_the_same_again_drops_the_older_words(chat: Chat) -> None:
    point = chat.point()
    chat.outcomes = [Outcome.TOKEN_DEAD]
    chat.say("มานี", point.code)
    answer = chat.say("มานี", point.code)
    assert answer is not None
    assert len(answer.messages) == 1
    states = [row.state for row in rows(chat, OutboxMessage)]
    assert sorted(states) == [OutboxState.CANCELLED, OutboxState.SENT]


def test_events_handled_late_keep_their_answer_for_later(chat: Chat) -> None:
    chat.receive("มานี", message={"type": "text", "text": chat.point().code})
    chat.stage.later(minutes=2)
    chat.work()
    assert chat.sent == []
    answer = chat.say("มานี", "เมนู")
    assert answer is not None
    assert "ขอเชิญตอบแบบวัด" in answer.words


def test_the_second_delivery_of_an_event_answers_nobody_twice(chat: Chat) -> None:
    point = chat.point()
    chat.say("มานี", point.code)
    chat.number -= 1
    assert chat.say("มานี", point.code, deliveryContext={"isRedelivery": True}) is None
    assert len(chat.sent) == 1
