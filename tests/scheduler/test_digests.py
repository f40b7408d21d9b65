"""The coordinators' digest: on its days, only with something open, once a person and day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models.allowance import AllowanceMonth
from models.campaign import Campaign
from rules.thai_dates import BANGKOK
from scheduler.digests import due_dates, send_digests
from tests.handlers.conftest import Chat

D_10 = date(2027, 3, 17)
D_3 = date(2027, 3, 26)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BANGKOK).astimezone(UTC)


def digests(chat: Chat, day: date) -> int:
    chat.stage.at = at(day)
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        sent = send_digests(session, campaign, today=day, now=at(day))
    chat.work()
    return sent


def pushed(chat: Chat) -> list[str]:
    return [sent.words for sent in chat.sent if sent.is_push]


@pytest.fixture
def office(chat: Chat) -> Chat:
    chat.stage.at = at(date(2027, 3, 1))
    chat.hat("วิภา", "coordinator", "works")
    chat.hat("ประยูร", "owner")
    return chat


@pytest.mark.parametrize(
    "day",
    [date(2027, 3, day) for day in (3, 17, 24, 26, 30, 31)]
    + [date(2027, 4, 29), *(date(2027, 5, day) for day in (14, 24, 26, 28, 31))],
)
def test_the_days_of_domain_11_are_the_digest_s_days(chat: Chat, day: date) -> None:
    with chat.stage.wired.database.reading() as session:
        assert due_dates(session.scalars(select(Campaign)).one(), day)


def test_other_days_are_quiet(office: Chat) -> None:
    assert digests(office, date(2027, 3, 18)) == 0
    assert pushed(office) == []


def test_a_coordinator_reads_the_units_gap_pace_and_missing_evidence(office: Chat) -> None:
    office.staff(name="นายหนึ่ง จริง", started_on=date(2015, 1, 1))
    assert digests(office, D_10) == 1
    (words,) = pushed(office)
    for expected in (
        "อีก 10 วันทำการ",
        "โยธา EIT: ขาด 60 คน",
        "โยธา IIT: ขาด 1 คน",
        "โยธา: ยังไม่ส่งใบลงชื่อ ครั้งที่ 1",
        "ส่ง OIT แล้ว",
    ):
        assert expected in words
    assert "รายได้" not in words
    assert "นายหนึ่ง" not in words


def test_the_day_s_digest_goes_once(office: Chat) -> None:
    assert digests(office, D_10) == 1
    assert digests(office, D_10) == 0
    assert len(pushed(office)) == 1


def test_the_owner_gets_the_list_at_d_3(office: Chat) -> None:
    digests(office, D_10)
    assert len(pushed(office)) == 1
    digests(office, D_3)
    assert any("หน่วยงานที่ยังขาดก่อนครบกำหนด 3 วันทำการ" in words for words in pushed(office))


def test_a_ticked_milestone_is_not_told_again(office: Chat) -> None:
    answer = office.say("วิภา", "ส่ง OIT แล้ว")
    assert answer is not None
    assert "บันทึกว่าส่งแล้ว" in answer.words
    digests(office, D_10)
    assert "ยังไม่แจ้งว่าส่ง" not in pushed(office)[0]


def test_who_stopped_gets_no_digest(office: Chat) -> None:
    office.say("วิภา", "หยุดแจ้งเตือน")
    assert digests(office, D_10) == 0


def test_without_allowance_the_digest_waits_for_the_next_words(office: Chat) -> None:
    with office.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        reminders: dict[str, Any] = campaign.content["reminders"]
        none_left = {**reminders, "allowance": {**reminders["allowance"], "monthly": 0}}
        campaign.content = {**campaign.content, "reminders": none_left}
    digests(office, D_10)
    assert pushed(office) == []
    answer = office.say("วิภา", "สถานะ")
    assert answer is not None
    assert "อีก 10 วันทำการ" in answer.words


def test_every_digest_is_counted_in_the_ledger(office: Chat) -> None:
    """All in one transaction: the second must not read over what the first counted."""
    for name, unit in (("สมพร", "finance"), ("อารี", "revenue")):
        office.stage.at = at(date(2027, 3, 1))
        office.hat(name, "coordinator", unit)
    assert digests(office, D_10) == 3
    with office.stage.wired.database.reading() as session:
        assert session.scalars(select(AllowanceMonth)).one().spent == 3
