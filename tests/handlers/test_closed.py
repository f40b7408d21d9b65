"""A survey that its owner closed: nobody is invited, counted or reminded; figures stay."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.campaign import Campaign
from models.closing import close_campaign, reopen_campaign
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState
from models.respondent import Consent
from models.survey_case import SurveyCase
from outbound.outbox import enqueue_push
from reports.quota_progress import quota_progress
from scheduler.reminder_jobs import keep_reminding
from scheduler.reminder_plan import plan_round
from tests.handlers.conftest import Chat


def close(chat: Chat) -> bool:
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        return close_campaign(session, campaign, actor="a test", now=chat.stage.at)


def cases(chat: Chat) -> int:
    with chat.stage.wired.database.reading() as session:
        return len(session.scalars(select(SurveyCase)).all())


def test_a_late_scan_is_told_and_makes_no_case(chat: Chat) -> None:
    point = chat.point()
    close(chat)
    answer = chat.say("มาลี", point.code)
    assert answer is not None
    assert "การสำรวจสิ้นสุดแล้วเมื่อวันที่ 12 มกราคม 2570" in answer.words
    assert cases(chat) == 0
    page = chat.stage.client().get(f"/q/{point.code}")
    assert page.status_code == 410
    assert "12 มกราคม 2570" in page.text
    assert chat.stage.client().get(f"/q/{point.code}/survey").status_code == 410
    assert chat.stage.client().post(f"/q/{point.code}/answered").status_code == 410
    assert (cases(chat), chat.figure("works", "scanned")) == (0, 0)


def test_a_card_used_late_binds_nobody(chat: Chat) -> None:
    member = chat.staff()
    chat.say("สมชาย", member.code)
    close(chat)
    answer = chat.say("สมชาย", "1 ต.ค. 2560")
    assert answer is not None
    assert "สิ้นสุดแล้ว" in answer.words
    again = chat.say("คนอื่น", member.code)
    assert again is not None
    assert "สิ้นสุดแล้ว" in again.words
    assert cases(chat) == 0
    assert chat.stage.client().get(f"/q/{member.code}").status_code == 410


@pytest.mark.parametrize("words", ["สวัสดี", "แบบวัด", "โยธา", "ขอรับการแจ้งเตือน"])
def test_nobody_is_invited_by_words(chat: Chat, words: str) -> None:
    close(chat)
    answer = chat.say("มาลี", words)
    assert answer is not None
    assert "สิ้นสุดแล้ว" in answer.words
    assert cases(chat) == 0


def test_the_office_still_reads_its_figures_and_invites_nobody(chat: Chat) -> None:
    chat.hat("ประยูร", "coordinator", "works")
    chat.say("ประยูร", "แจ้งตอบ โยธา 5")
    close(chat)
    status = chat.say("ประยูร", "สถานะ")
    assert status is not None
    assert "5" in status.words
    for words in ("ข้อความเชิญ", "แจ้งตอบ โยธา 3"):
        answer = chat.say("ประยูร", words)
        assert answer is not None
        assert "itas.nacc.go.th" not in answer.words
    assert chat.figure("works", "reported") == 5


def test_rounds_go_and_none_is_planned(chat: Chat) -> None:
    database = chat.stage.wired.database
    with database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        for day in (date(2027, 1, 12), date(2027, 1, 13)):
            session.add(
                ReminderRound(
                    agency_id=campaign.agency_id,
                    campaign_id=campaign.id,
                    day=day,
                    announced_at=chat.stage.at,
                )
            )
    close(chat)
    keep_reminding(database, chat.stage.at)
    with database.reading() as session:
        assert session.scalars(select(ReminderRound)).all() == []
        campaign = session.scalars(select(Campaign)).one()
        plan = plan_round(session, campaign, day=date(2027, 1, 20), now=chat.stage.at)
        assert plan.due == []


def test_a_reminder_on_its_way_is_stopped(chat: Chat) -> None:
    chat.say("มาลี", chat.point().code)
    database = chat.stage.wired.database
    with database.transaction() as session:
        case = session.scalars(select(SurveyCase)).one()
        reminder = Reminder(
            agency_id=case.agency_id,
            campaign_id=case.campaign_id,
            case_id=case.id,
            step="after_5",
            day=date(2027, 1, 12),
            state=ReminderState.QUEUED,
            reason="due",
            decided_at=chat.stage.at,
            sent_on=date(2027, 1, 12),
        )
        session.add(reminder)
        session.flush()
        assert case.respondent_id is not None
        enqueue_push(
            session,
            agency_id=case.agency_id,
            respondent_id=case.respondent_id,
            topic="reminder",
            messages=[{"type": "text", "text": "ขอเตือน"}],
            not_after=None,
            now=chat.stage.at,
            reminder_id=reminder.id,
        )
    close(chat)
    before = len(chat.sent)
    chat.work()
    keep_reminding(database, chat.stage.at)
    assert len(chat.sent) == before
    with database.reading() as session:
        row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        assert row is not None
        assert (row.state, row.reason) == (OutboxState.CANCELLED, "the survey was closed")
        assert session.scalars(select(Reminder)).one().state == ReminderState.CANCELLED


def test_closing_twice_is_once_and_reopening_has_an_entry_of_its_own(chat: Chat) -> None:
    point = chat.point()
    assert [close(chat), close(chat)] == [True, False]
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert reopen_campaign(session, campaign, actor="a test", now=chat.stage.at)
        assert not reopen_campaign(session, campaign, actor="a test", now=chat.stage.at)
    with chat.stage.wired.database.reading() as session:
        told = [(e.action, e.facts.get("early")) for e in session.scalars(select(AuditEntry))]
    assert [each for each in told if "close" in each[0] or "reopen" in each[0]] == [
        ("campaign closed", True),
        ("campaign reopened", None),
    ]
    chat.say("มาลี", point.code)
    assert cases(chat) == 1


def test_a_survey_whose_days_are_over_is_not_reopened(chat: Chat) -> None:
    close(chat)
    chat.stage.later(days=200)
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert not reopen_campaign(session, campaign, actor="a test", now=chat.stage.at)
        assert campaign.closed_at is not None


def test_no_days_are_left_of_it(chat: Chat) -> None:
    chat.hat("ประยูร", "coordinator", "works")
    close(chat)
    with chat.stage.wired.database.reading() as session:
        progress = quota_progress(
            session, session.scalars(select(Campaign)).one(), now=chat.stage.at
        )
        assert (progress.days_left, progress.working_days_left) == (0, 0)
        assert {line.working_days_left for line in progress.units} == {0}
    chat.stage.later(days=1)
    status = chat.say("ประยูร", "สถานะ")
    assert status is not None
    assert "สิ้นสุดแล้วเมื่อ 12 มกราคม 2570" in status.words


def test_a_consent_of_an_earlier_year_is_asked_for_again(chat: Chat) -> None:
    chat.say("มาลี", chat.point().code)
    chat.say("มาลี", "ขอรับการแจ้งเตือน")
    chat.say("มาลี", "ยินยอม")
    with chat.stage.wired.database.transaction() as session:
        session.scalars(select(Consent)).one().given_at -= timedelta(days=200)
        campaign = session.scalars(select(Campaign)).one()
        case = session.scalars(select(SurveyCase)).one()
        case.reached_at = chat.stage.at
    with chat.stage.wired.database.reading() as session:
        day = date(2027, 1, 19)
        assert plan_round(session, campaign, day=day, now=chat.stage.at).due == []
    asked = chat.say("มาลี", "ขอรับการแจ้งเตือน")
    assert asked is not None
    assert "ยินยอม (อายุ 20 ปีบริบูรณ์ขึ้นไป)" in asked.buttons
    chat.say("มาลี", "ยินยอม")
    with chat.stage.wired.database.reading() as session:
        assert len(session.scalars(select(Consent)).all()) == 2
        assert len(plan_round(session, campaign, day=day, now=chat.stage.at).due) == 1


def test_a_signature_asked_for_before_is_not_taken_after(chat: Chat) -> None:
    member = chat.staff()
    chat.say("สมชาย", member.code)
    chat.say("สมชาย", "1 ต.ค. 2560")
    chat.say("สมชาย", "ลงชื่อยืนยัน")
    close(chat)
    told = chat.say("สมชาย", "ยืนยันลงชื่อ")
    assert told is not None
    assert "สิ้นสุดแล้ว" in told.words
    assert chat.staff_again(member).acknowledged_at is None
