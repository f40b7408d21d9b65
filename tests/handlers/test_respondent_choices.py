"""What people may decide: to stop, to be reminded, to see and erase their data, their language."""

import pytest

from models.respondent import ChannelAddress, Consent, Respondent
from models.survey_case import SurveyCase
from models.webhook_event import WebhookEvent
from tests.handlers.conftest import Chat
from tests.handlers.test_respondent import LINK, rows


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("หยุดแจ้งเตือน", "หยุดแล้ว", id="Thai"),
        pytest.param("STOP", "หยุดแล้ว", id="English in capitals"),
        pytest.param(" หยุด แจ้งเตือน ", "หยุดแล้ว", id="spaced"),
    ],
)
def test_stop_is_at_once_and_has_a_way_back(chat: Chat, typed: str, said: str) -> None:
    chat.say("มานี", chat.point().code)
    answer = chat.say("มานี", typed)
    assert answer is not None
    assert said in answer.words
    assert rows(chat, Respondent)[0].opted_out_at is not None
    chat.say("มานี", answer.buttons["กลับมารับข้อความ"]["text"])
    assert rows(chat, Respondent)[0].opted_out_at is None


def test_reminders_need_a_consent_of_their_own(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    assert rows(chat, Consent) == []
    question = chat.say("มานี", "ขอรับการแจ้งเตือน")
    assert question is not None
    assert "ไม่เกิน 3 ครั้ง" in question.words
    assert rows(chat, Consent) == []  # asking is not agreeing
    chat.tap("มานี", question.buttons["ยินยอม (อายุ 20 ปีบริบูรณ์ขึ้นไป)"]["data"])
    (consent,) = rows(chat, Consent)
    assert consent.withdrawn_at is None
    chat.say("มานี", "หยุดแจ้งเตือน")
    assert rows(chat, Consent)[0].withdrawn_at is not None


def test_a_consent_tapped_out_of_nowhere_is_none(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    assert chat.tap("มานี", "consent=yes") is None
    assert rows(chat, Consent) == []


def test_declining_reminders_keeps_the_link(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    chat.say("มานี", "ขอรับการแจ้งเตือน")
    answer = chat.say("มานี", "ไม่ยินยอม")
    assert answer is not None
    assert rows(chat, Consent) == []
    link = chat.say("มานี", "แบบวัด")
    assert link is not None
    assert link.buttons["ตอบแบบวัด"]["uri"] == LINK


def test_erasing_asks_once_more_then_drops_identity_and_keeps_the_count(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    chat.say("มานี", "ตอบแล้ว")
    question = chat.say("มานี", "ลบข้อมูล")
    assert question is not None
    assert len(rows(chat, ChannelAddress)) == 1
    done = chat.tap("มานี", question.buttons["ยืนยันลบข้อมูล"]["data"])
    assert done is not None
    assert "ลบข้อมูลของท่านแล้ว" in done.words
    assert rows(chat, ChannelAddress) == rows(chat, Respondent) == []
    assert [case.respondent_id for case in rows(chat, SurveyCase)] == [None]
    assert all(row.lane is None and row.payload is None for row in rows(chat, WebhookEvent))
    assert chat.figure("works", "reported") == 1


def test_cancelling_an_erasure_erases_nothing(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    chat.say("มานี", "ลบข้อมูล")
    chat.say("มานี", "ยกเลิก")
    assert chat.tap("มานี", "erase=yes") is None
    assert len(rows(chat, ChannelAddress)) == 1


def test_everything_can_be_said_in_english(chat: Chat) -> None:
    point = chat.point()
    chat.say("Tom", "English")
    invitation = chat.say("Tom", point.code)
    assert invitation is not None
    assert "Voluntary" in invitation.words
    assert "31 May 2027" in invitation.words
    thanks = chat.say("Tom", invitation.buttons["I have answered"]["text"])
    assert thanks is not None
    assert "Thank you" in thanks.words
    back = chat.say("Tom", "ไทย")
    assert back is not None
    assert "ภาษาไทย" in back.words


def test_my_data_shows_what_is_held_and_privacy_names_the_rights(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    held = chat.say("มานี", "ขอข้อมูลของฉัน")
    assert held is not None
    assert "ฝ่ายโยธา" in held.words
    assert "12 มกราคม 2570" in held.words
    notice = chat.say("มานี", "ความเป็นส่วนตัว")
    assert notice is not None
    for word in ("ม.24(4)", "ม.19", "ป.ป.ช. ไม่ได้รับข้อมูล", "DPO", "สคส."):
        assert word in notice.words


def test_who_says_they_are_staff_leaves_the_figures_and_may_come_back(chat: Chat) -> None:
    chat.say("สมชาย", chat.point().code)
    noted = chat.say("สมชาย", "เป็นเจ้าหน้าที่")
    assert noted is not None
    assert "IIT" in noted.words
    assert chat.figure("works", "reached") == 0
    chat.say("สมชาย", "ไม่ใช่เจ้าหน้าที่")
    assert chat.figure("works", "reached") == 1


def test_a_person_of_the_office_gets_no_eit_link(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    answer = chat.say("วิภา", chat.point().code)
    assert answer is not None
    assert "IIT" in answer.words
    assert LINK not in str(answer.messages)
    assert rows(chat, SurveyCase) == []


def test_blocking_and_coming_back_go_by_lines_clock_not_by_arrival(chat: Chat) -> None:
    chat.happen("มานี", type="follow", message=None)
    moment = int(chat.stage.at.timestamp() * 1000)
    chat.stage.later(minutes=5)
    chat.happen("มานี", type="unfollow", message=None, replyToken=None)
    assert rows(chat, Respondent)[0].blocked_at is not None
    late = chat.happen("มานี", type="follow", message=None, timestamp=moment + 1000)
    assert late is None
    assert rows(chat, Respondent)[0].blocked_at is not None
    chat.stage.later(minutes=5)
    back = chat.happen("มานี", type="follow", message=None, follow={"isUnblocked": True})
    assert back is not None
    assert "ยินดีต้อนรับกลับมา" in back.words
    assert rows(chat, Respondent)[0].blocked_at is None


def test_an_agreement_counts_by_when_it_was_said_though_our_clock_jumped(chat: Chat) -> None:
    chat.say("มานี", chat.point().code)
    chat.say("มานี", "ขอรับการแจ้งเตือน")
    said_at = int(chat.stage.at.timestamp() * 1000) + 1000
    chat.stage.later(hours=26)
    chat.say("มานี", "ยินยอม", timestamp=said_at)
    assert len(rows(chat, Consent)) == 1
