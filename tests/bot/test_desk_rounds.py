"""Rounds at the desk: what goes next, holding it once, and a dry run that sends nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.campaign import Campaign
from models.outbox_message import OutboxMessage
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.role import RoleName
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, key_of, signed_in
from tests.factories import make_case, make_person

HTTPS = "https://localhost"


def announced(
    stage: Stage, *, day: date | None = None, state: RoundState = RoundState.ANNOUNCED
) -> int:
    with stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        made = ReminderRound(
            agency_id=campaign.agency_id,
            campaign_id=campaign.id,
            day=day or date(2027, 1, 13),
            state=state,
            people=42,
            texts=["remind.EIT.1"],
            announced_at=stage.at,
        )
        session.add(made)
        session.flush()
        return made.id


def state_of(stage: Stage, number: int) -> RoundState:
    with stage.wired.database.reading() as session:
        return RoundState(session.get_one(ReminderRound, number).state)


def test_the_next_round_is_shown_with_its_cost(stage: Stage) -> None:
    announced(stage)
    page = get(signed_in(stage), "/desk/rounds").text
    assert "13 ม.ค. 2570" in page
    assert "<b>42</b>" in page


def test_the_owner_holds_and_lets_go(stage: Stage) -> None:
    number, client = announced(stage), signed_in(stage)
    for do, state, said in (
        ("hold", RoundState.HELD, "ระงับรอบนี้ไว้แล้ว"),
        ("release", RoundState.ANNOUNCED, "ให้ส่งตามกำหนดแล้ว"),
    ):
        form = {"key": key_of(client), "do": do}
        answer = client.post(f"/desk/rounds/{number}", data=form, base_url=HTTPS)
        assert state_of(stage, number) == state
        assert said in get(client, answer.headers["Location"]).text
    with stage.wired.database.reading() as session:
        actions = [row.action for row in session.scalars(select(AuditEntry))]
    assert actions[-2:] == ["reminder round held", "reminder round announced"]


@pytest.mark.parametrize("state", [RoundState.SENT, RoundState.HELD, RoundState.UNSENT])
def test_a_round_gone_meanwhile_is_told_as_it_is(stage: Stage, state: RoundState) -> None:
    number, client = announced(stage, state=state), signed_in(stage)
    form = {"key": key_of(client), "do": "hold"}
    answer = client.post(f"/desk/rounds/{number}", data=form, base_url=HTTPS)
    assert state_of(stage, number) == state
    assert "เปลี่ยนไม่ได้" in get(client, answer.headers["Location"]).text


@pytest.mark.parametrize("role", [RoleName.VIEWER, RoleName.ADMIN])
def test_who_only_sees_rounds_holds_none(stage: Stage, role: RoleName) -> None:
    number, client = announced(stage), signed_in(stage, role)
    assert "ระงับรอบเตือน</button>" not in get(client, "/desk/rounds").text
    form = {"key": key_of(client), "do": "hold"}
    assert client.post(f"/desk/rounds/{number}", data=form, base_url=HTTPS).status_code == 403
    assert state_of(stage, number) == RoundState.ANNOUNCED


@pytest.mark.parametrize("role", [RoleName.COORDINATOR, RoleName.HR, RoleName.PR])
def test_rounds_are_not_for_every_hat(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    assert get(client, "/desk/rounds").status_code == 403
    assert "/desk/rounds" not in get(client).text


def test_a_dry_run_reads_days_as_people_write_them_and_sends_nothing(stage: Stage) -> None:
    client = signed_in(stage)
    for typed in ("2027-03-24", "24 มี.ค. 2570", "๒๔ มี.ค. ๒๕๗๐"):
        page = get(client, f"/desk/rounds?at={typed}").text
        assert "24 มี.ค. 2570: จะเตือน" in page
    with stage.wired.database.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []
        assert session.scalars(select(Reminder)).all() == []


@pytest.mark.parametrize("typed", ["พรุ่งนี้ๆ", "24/3/70", "<b>", "9" * 500])
def test_a_day_nobody_can_read_is_said(stage: Stage, typed: str) -> None:
    page = get(signed_in(stage), f"/desk/rounds?at={typed}")
    assert page.status_code == 200
    assert "อ่านวันที่" in page.text
    assert "<b>”" not in page.text


def test_past_rounds_tell_why_in_totals(stage: Stage) -> None:
    number = announced(stage, day=date(2027, 1, 11), state=RoundState.SENT)
    with stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        for index in range(7):
            from models.agency import Agency, Unit

            office = session.scalars(select(Agency)).one()
            unit = session.scalars(select(Unit).where(Unit.code == "works")).one()
            person = make_person(session, office, user_id=f"U{index:032}")
            case = make_case(session, office, person, campaign=campaign, unit=unit)
            session.flush()
            session.add(
                Reminder(
                    agency_id=office.id,
                    campaign_id=campaign.id,
                    case_id=case.id,
                    step="first",
                    day=date(2027, 1, 11),
                    state=ReminderState.SENT if index < 2 else ReminderState.REFUSED,
                    reason="due" if index < 2 else "answered",
                    round_id=number,
                    decided_at=stage.at - timedelta(days=1),
                )
            )
    page = get(signed_in(stage), "/desk/rounds").text
    assert 'data-name="ส่งแล้ว">2<' in page
    assert "แจ้งว่าตอบแล้ว 5" in page
