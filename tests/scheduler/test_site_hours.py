"""A site's own hours: its people are reminded within them."""

from datetime import date, time

from sqlalchemy import select

from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Site
from models.campaign import Campaign
from models.outbox_message import OutboxMessage
from rules.staff_group import StaffGroup
from rules.thai_dates import BANGKOK
from scheduler import reminder_rounds
from tests.conftest import ROOT
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import at

SHIFT = """    collated_by: education
    sites:
      - {code: late, name_th: กะบ่าย, name_en: Late shift, send_from: "13:00", send_until: "15:30"}
"""
DAY = date(2027, 3, 10)
"""Fifteen working days before the first sheet is due."""


def test_a_late_shift_is_reminded_in_its_own_hours(chat: Chat) -> None:
    text = (ROOT / "campaigns/bangsue-2570.yaml").read_text(encoding="utf-8")
    file, problems = parse_campaign(text.replace("    collated_by: education\n", SHIFT, 1))
    assert file is not None, problems
    with chat.stage.wired.database.transaction() as session:
        load_campaign(session, file, now=chat.stage.at)
        site = session.scalars(select(Site)).one().id
    for number, place in ((1, site), (2, None)):
        member = chat.staff(
            name=f"นายคน{number} จริง",
            started_on=date(2015, 1, number),
            unit="schools",
            site_id=place,
            group=StaffGroup.EMPLOYEE,
        )
        chat.say(f"คน{number}", member.code)
        chat.say(f"คน{number}", f"{number} ม.ค. 2558")
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        reminder_rounds.announce(session, campaign, today=date(2027, 3, 9), now=at(DAY, 0))
        assert reminder_rounds.send(session, campaign, today=DAY, now=at(DAY)) == 2
    with chat.stage.wired.database.reading() as session:
        hours = sorted(
            (row.due_at.astimezone(BANGKOK).time(), row.not_after.astimezone(BANGKOK).time())
            for row in session.scalars(
                select(OutboxMessage).where(OutboxMessage.reminder_id.is_not(None))
            )
            if row.not_after is not None
        )
    assert hours == [(time(9), time(16)), (time(13), time(15, 30))]
