"""Each office's own LINE account, allowance, menus and rounds: none is used for another."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cli import demo
from models.allowance import AllowanceMonth
from models.menu_link import forget_menus
from models.reminder import Reminder, ReminderRound
from models.respondent import Respondent
from outbound.line_client import Answer, Outcome
from outbound.menu_setup import OnLine
from scheduler import menu_links
from scheduler.line_allowance import QUOTA, reconciler
from scheduler.menu_links import menu_linker
from scheduler.reminder_jobs import keep_reminding
from scheduler.worker import Worker
from tests.bot.conftest import event, make_stage
from tests.handlers.conftest import OFFICE
from tests.offices.conftest import Worlds
from tests.offices.rows import rows_of
from tests.offices.world import Hall


class Account:
    """What LINE has of one office: everything sent with its token."""

    def __init__(self, hall: Hall, limit: int = 500) -> None:
        self.hall, self.limit = hall, limit
        self.tokens: list[str] = []
        self.given: list[tuple[str | None, int]] = []

    def reply(self, token: str, _messages: Sequence[Any]) -> Answer:
        self.tokens.append(token)
        return Answer(Outcome.ACCEPTED)

    def get(self, path: str) -> dict[str, Any]:
        return {"type": "limited", "value": self.limit} if path == QUOTA else {"totalUsage": 7}


class Accounts:
    """Both offices' ways to LINE, by the number of the office."""

    def __init__(self, *accounts: Account) -> None:
        self.by_office = {account.hall.id: account for account in accounts}

    def of(self, _session: Session, agency_id: int) -> Any:
        return self.by_office.get(agency_id)

    def all(self, _session: Session) -> Iterator[tuple[int, Any]]:
        yield from self.by_office.items()


def test_the_worker_answers_through_the_account_that_was_written_to(world: Worlds) -> None:
    halls = world.both()
    accounts = Accounts(*(Account(hall) for hall in halls))
    for hall in halls:
        for number in range(3):
            happened = event(200 + number, replyToken=f"{hall.slug} {number}")
            path = f"/callback/{hall.slug}"
            assert (
                hall.stage.post({"events": [happened]}, path=path, secret=hall.chat.secret) == 200
            )
    stage = halls[0].stage
    worker = Worker(
        database=stage.wired.database, clients=accounts, office=OFFICE, now=lambda: stage.at
    )
    while worker.work_once():
        pass
    worker._finish()
    for hall in halls:
        wanted = [f"{hall.slug} {number}" for number in range(3)]
        assert sorted(accounts.by_office[hall.id].tokens) == wanted


def test_an_office_without_an_account_waits_and_delays_nobody(world: Worlds) -> None:
    first, second = world.both()
    accounts = Accounts(Account(second))
    for hall in (first, second):
        body = {"events": [event(210, replyToken=hall.slug)]}
        path = f"/callback/{hall.slug}"
        assert hall.stage.post(body, path=path, secret=hall.chat.secret) == 200
    stage = first.stage
    worker = Worker(
        database=stage.wired.database, clients=accounts, office=OFFICE, now=lambda: stage.at
    )
    while worker.work_once():
        pass
    worker._finish()
    assert accounts.by_office[second.id].tokens == [second.slug]


def test_each_ledger_takes_in_its_own_account_s_figures(world: Worlds) -> None:
    first, second = world.both()
    accounts = Accounts(Account(first, 111), Account(second, 222))
    reconciler(accounts)(first.stage.wired.database, first.stage.at)
    with first.stage.wired.database.reading() as session:
        rows = session.scalars(select(AllowanceMonth)).all()
        assert {row.agency_id: row.granted for row in rows} == {first.id: 111, second.id: 222}


def test_menus_are_given_through_the_account_of_the_person_s_office(
    world: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.both()
    database = first.stage.wired.database
    first.chat.say("owner", "English")

    def give(account: Account, menu_id: str | None, people: Sequence[str]) -> bool:
        account.given.append((menu_id, len(people)))
        return True

    aliases = [f"{who}-{x}" for who in ("owner", "coordinator", "staff") for x in ("th", "en")]
    have = OnLine({}, {alias: alias for alias in aliases}, None)
    monkeypatch.setattr(menu_links, "on_line", lambda _: have)
    monkeypatch.setattr(menu_links, "give", give)
    one, other = Account(first), Account(second)
    before = rows_of(first.stage, first.id)
    menu_linker(Accounts(other))(database, first.stage.at)
    assert rows_of(first.stage, first.id) == before
    menu_linker(Accounts(one, other))(database, first.stage.at)
    assert ("owner-en", 1) in one.given
    assert other.given
    assert "owner-en" not in dict(other.given)
    menu_linker(Accounts(one, other))(database, first.stage.at)
    with database.reading() as session:
        assert len(session.scalars(select(Respondent.menu).where(Respondent.menu != "")).all()) > 2


def test_menus_made_anew_are_given_anew_to_the_own_people_only(world: Worlds) -> None:
    first, second = world.both()
    with first.stage.wired.database.transaction() as session:
        session.execute(update(Respondent).values(menu="owner-th"))
    before = rows_of(second.stage, second.id)
    with first.stage.wired.database.transaction() as session:
        forget_menus(session, first.id)
    assert rows_of(second.stage, second.id) == before
    with first.stage.wired.database.reading() as session:
        kept = session.scalars(select(Respondent.agency_id).where(Respondent.menu.is_not(None)))
        assert set(kept) == {second.id}


def test_the_installation_s_figures_name_offices_by_slug_and_say_nothing_else(
    world: Worlds,
) -> None:
    first, second = world.both()
    client = first.stage.client()
    figures, ready = client.get("/metrics").text, client.get("/readyz").text
    for hall in (first, second):
        assert f'office="{hall.slug}"' in figures
        assert hall.mark not in figures
        assert hall.mark not in ready
        assert hall.slug not in ready
    labels = {name for line in figures.splitlines() for name in re.findall(r'(\w+)="', line)}
    assert labels == {"office", "process", "quantile", "end"}


def test_the_demo_shows_cards_and_keys_of_its_own_office_only(
    world: Worlds, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second = world.both()
    members = [hall.chat.staff(name=demo.WITH_A_CARD[0]) for hall in (second, first)]
    url = first.stage.wired.database.engine.url.render_as_string(hide_password=False)
    channel = {"line_channel_secret": "", "line_channel_access_token": "", "line_basic_id": ""}
    stage = make_stage(url, agency=first.slug, simulator=True, **channel)
    monkeypatch.setattr(demo, "WORLD", tmp_path / "world.json")
    done = stage.app.test_cli_runner().invoke(args=["demo"])
    stage.wired.database.engine.dispose()
    assert done.exit_code == 0, done.output
    made = (tmp_path / "world.json").read_text()
    assert members[1].code in made
    assert members[0].code not in made
    assert second.mark not in made


MOMENTS = [
    datetime(2027, 1, 12, hour, 5, tzinfo=UTC) + timedelta(days=day)
    for day in range(0, 40)
    for hour in (2, 10)
]
"""Each morning in the hours of sending, each evening in those of announcing."""


def test_rounds_and_their_cost_are_the_same_when_another_office_comes(world: Worlds) -> None:
    alone, both = (world.a.elsewhere(world.copy(which)) for which in ("alone", "both"))
    for hall in (alone, both):
        for moment in MOMENTS:
            hall.stage.at = moment
            keep_reminding(hall.stage.wired.database, moment)
            hall.chat.work()
    assert _rounds(alone) == _rounds(both)
    assert sum(spent for *_, spent in _rounds(alone)[2]) > 3  # what was spent at the start


def _rounds(hall: Hall) -> list[list[Any]]:
    rounds = (ReminderRound.day, ReminderRound.state, ReminderRound.people)
    steps = (Reminder.case_id, Reminder.step, Reminder.state, Reminder.reason)
    month = (AllowanceMonth.month, AllowanceMonth.reserved, AllowanceMonth.spent)
    with hall.stage.wired.database.reading() as session:
        return [
            [tuple(row) for row in session.execute(_mine(table, hall, columns))]
            for table, columns in (
                (ReminderRound, rounds),
                (Reminder, steps),
                (AllowanceMonth, month),
            )
        ]


def _mine(table: Any, hall: Hall, columns: tuple[Any, ...]) -> Any:
    return select(*columns).where(table.agency_id == hall.id).order_by(*columns[:2])
