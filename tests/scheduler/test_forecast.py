"""The forecast goes through the days as the plan would, for those who stand alike as for one."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from models.campaign import Campaign
from rules.reminders import MOST
from rules.thai_dates import bangkok_date
from scheduler.forecast import _is_due, forecast
from scheduler.reminder_plan import open_cases
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import at


def one_by_one(chat: Chat, today: date) -> Counter[date]:
    """The same, case by case and day by day: slow, and plainly right."""
    found: Counter[date] = Counter()
    with chat.stage.wired.database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        for case in open_cases(session, campaign, met=set()):
            day, sent = today, case.standing.reminded_on
            while day <= campaign.closes_on:
                if len(sent) < MOST and _is_due(
                    replace(case, standing=replace(case.standing, reminded_on=sent)), sent, day
                ):
                    sent = (*sent, day)
                    found[day] += 1
                day += timedelta(days=1)
    return found


def agree(chat: Chat, name: str, day: date) -> None:
    chat.stage.at = at(day, 10)
    chat.say(name, chat.point().code)
    chat.say(name, "ขอรับการแจ้งเตือน")
    chat.tap(name, "consent=yes")


def test_those_who_stand_alike_are_counted_one_by_one(chat: Chat) -> None:
    days = (date(2027, 1, 13), date(2027, 1, 14), date(2027, 1, 20))
    for day, names in zip(days, (("มานี", "ปิติ"), ("ชูใจ",), ("วีระ", "สมคิด", "สมศรี")), strict=True):
        for name in names:
            agree(chat, name, day)
    now = chat.stage.at
    with chat.stage.wired.database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        ahead = forecast(session, campaign, now=now)
    expected = one_by_one(chat, bangkok_date(now))
    assert sum(expected.values()) == 6 * MOST
    assert {each.day: each.people for each in ahead.rounds} == dict(expected)
