"""Which notice a person was shown: told once when it changes, named by each consent."""

import pytest
from sqlalchemy import select

from handlers.notice import version_in_force
from models.campaign import Campaign
from models.notice_text import NoticeText
from models.respondent import Consent, Respondent
from scheduler.jobs import keep_notices
from tests.handlers.conftest import Chat

CHANGED = "ประกาศความเป็นส่วนตัวของบัญชีนี้เปลี่ยนแล้ว"


def reword(chat: Chat, words: str = "เก็บอย่างอื่น") -> str:
    """The office changes the notice's words; their version."""
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        wording = {"privacy.what": {"th": words, "en": words}}
        campaign.content = {**campaign.content, "wording": wording}
        return version_in_force(campaign)


def versions(chat: Chat) -> list[str | None]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(Respondent.notice_version).order_by(Respondent.id)))


def test_a_changed_notice_is_told_once_with_the_next_answer(chat: Chat) -> None:
    chat.say("มาลี", chat.point().code)
    new = reword(chat)
    assert versions(chat) != [new]
    before = len(chat.sent)
    told = chat.say("มาลี", "เมนู")
    assert told is not None
    assert CHANGED in told.words
    assert "https://outreach.example.go.th/privacy" in told.words
    assert not told.is_push
    assert len(chat.sent) == before + 1
    assert versions(chat) == [new]
    again = chat.say("มาลี", "เมนู")
    assert again is not None
    assert CHANGED not in again.words


def test_it_is_told_even_where_nothing_else_would_be_said(chat: Chat) -> None:
    chat.say("มาลี", chat.point().code)
    chat.say("มาลี", "เมนู")
    reword(chat)
    told = chat.say("มาลี", "สวัสดี")  # the menu was shown within the hour
    assert told is not None
    assert told.words == told.messages[0]["text"]
    assert CHANGED in told.words
    assert chat.say("มาลี", "สวัสดี") is None


def test_a_stranger_reads_the_new_notice_not_that_it_changed(chat: Chat) -> None:
    new = reword(chat)
    told = chat.say("มาลี", chat.point().code)
    assert told is not None
    assert CHANGED not in told.words
    assert versions(chat) == [new]


@pytest.mark.parametrize("words", ["ความเป็นส่วนตัว", "privacy"])
def test_the_notice_in_chat_leads_to_the_page(chat: Chat, words: str) -> None:
    chat.say("มาลี", chat.point().code)
    told = chat.say("มาลี", words)
    assert told is not None
    assert told.buttons["อ่านบนเว็บ"]["uri"] == "https://outreach.example.go.th/privacy/bangsue"


def test_each_consent_names_the_version_in_force_and_its_words_are_kept(chat: Chat) -> None:
    chat.say("มาลี", chat.point().code)
    new = reword(chat, "เก็บน้อยลง")
    chat.say("มาลี", "ขอรับการแจ้งเตือน")
    chat.say("มาลี", "ยินยอม")
    for _ in range(2):
        keep_notices(chat.stage.wired.database, chat.stage.at)
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(Consent)).one().notice_version == new
        kept = session.scalars(select(NoticeText)).one()
        assert kept.version == new
        assert any("เก็บน้อยลง" in words for words in kept.words["th"])


def test_erasing_is_not_answered_with_news(chat: Chat) -> None:
    chat.say("มาลี", chat.point().code)
    chat.say("มาลี", "ลบข้อมูล")
    reword(chat)
    told = chat.say("มาลี", "ยืนยันลบข้อมูล")
    assert told is not None
    assert CHANGED not in told.words
    assert versions(chat) == []
