"""The queries that run all day find their rows through an index, however long the history."""

import re
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from handlers import BUSY, NEXT, is_any_event_due
from models.agency import Agency
from models.campaign import Campaign, Instrument
from models.counting import Source
from models.menu_link import menus_to_change
from models.purge import OF_AN_OFFICE
from models.reminder import Reminder, ReminderState
from models.session import Database
from models.survey_case import SurveyCase
from outbound.due import PUSH_QUEUE, REPLY_QUEUE
from reports import operation
from scheduler.reminder_alarms import perhaps_unsent
from scheduler.reminder_outcomes import settle_reminders, unsettled
from scheduler.reminder_plan import open_cases
from scheduler.reminder_rounds import announced_for
from tests.factories import NOW, make_agency, make_campaign, make_unit

HOLDING_OPEN_ROWS_ONLY = {
    *("ix_webhook_event_open", "ix_webhook_event_lane", "ix_webhook_event_turn"),
    *("ix_outbox_message_open", "ix_outbox_message_order"),
    *("ix_outbox_message_reply", "ix_outbox_message_push"),
}


OF_ONE = {"office": 1, "now": NOW}
FROM_THE_FIRST = {**OF_ONE, "past": 0, "most": 32}


def plans(database: Database, ask: Any) -> str:
    """What the engine says of how it answers each SELECT that `ask` makes."""
    statements: list[tuple[str, Any]] = []
    with database.transaction() as session:
        connection = session.connection()

        def note(_c: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
            if sql.startswith(("SELECT", "WITH")):
                statements.append((sql, parameters))

        event.listen(connection, "before_cursor_execute", note)
        ask(session)
        event.remove(connection, "before_cursor_execute", note)
        assert statements
        if database.is_sqlite:
            how = "EXPLAIN QUERY PLAN "
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            how = "EXPLAIN "
        rows = [
            row
            for sql, given in statements
            for row in connection.exec_driver_sql(how + sql, given).all()
        ]
        return "\n".join(str(row) for row in rows)


def test_a_round_reads_only_those_who_may_still_be_reminded(database: Database) -> None:
    with database.transaction() as session:
        campaign = make_campaign(session, make_agency(session))
        campaign.content = {
            **campaign.content,
            "milestones": [],
            "quiet_periods": [],
            "reminders": {
                "respondents": {"steps": [5], "min_working_days_apart": 5},
                "staff": {"working_days_before": []},
            },
        }
        found = campaign.id
        answered = {
            "agency_id": campaign.agency_id,
            "campaign_id": campaign.id,
            "unit_id": make_unit(session, session.get_one(Agency, campaign.agency_id)).id,
            "instrument": Instrument.EIT,
            "source": Source.LINE,
            "met_at": NOW,
            "reached_at": NOW,
            "reported_at": NOW,
        }
        session.execute(insert(SurveyCase), [answered] * 2_000)  # a season's, nearly all answered
        reminded = {
            "agency_id": campaign.agency_id,
            "campaign_id": campaign.id,
            "step": "after_5",
            "day": NOW.date(),
            "sent_on": NOW.date(),
            "state": ReminderState.SENT,
            "reason": "due",
            "decided_at": NOW,
        }
        cases = session.scalars(select(SurveyCase.id)).all()
        session.execute(insert(Reminder), [reminded | {"case_id": case} for case in cases])
        session.execute(text("ANALYZE"))  # or the plan follows whatever an earlier test left

    def ask(session: Any) -> None:
        list(open_cases(session, session.get_one(Campaign, found), met=set()))

    plan = plans(database, ask)
    assert "ix_survey_case_unanswered" in plan
    assert re.search(r"SEARCH reminder .*case_id=\?|Index Cond: .*case_id = ", plan), plan


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        pytest.param(
            lambda session: session.scalars(NEXT, {**OF_ONE, "most": 25}).all(),
            ["ix_webhook_event_turn", "ix_webhook_event_lane"],
            id="next event",
        ),
        pytest.param(
            lambda session: session.scalars(BUSY, {"now": NOW}).all(),
            ["ix_webhook_event_turn"],
            id="offices with events",
        ),
        pytest.param(
            lambda session: is_any_event_due(session, now=NOW),
            ["ix_webhook_event_open"],
            id="any event due",
        ),
        pytest.param(
            lambda session: session.scalars(REPLY_QUEUE.due, FROM_THE_FIRST).all(),
            ["ix_outbox_message_reply", "ix_outbox_message_order"],
            id="replies to send",
        ),
        pytest.param(
            lambda session: session.scalars(PUSH_QUEUE.due, FROM_THE_FIRST).all(),
            ["ix_outbox_message_push", "ix_outbox_message_order"],
            id="pushes to send",
        ),
        pytest.param(
            lambda session: session.scalars(REPLY_QUEUE.busy, {"now": NOW}).all(),
            ["ix_outbox_message_reply"],
            id="offices with replies",
        ),
        pytest.param(
            lambda session: session.scalars(PUSH_QUEUE.busy, {"now": NOW}).all(),
            ["ix_outbox_message_push"],
            id="offices with pushes",
        ),
    ],
)
def test_a_poll_touches_only_what_is_open(database: Database, ask: Any, indexes: list[str]) -> None:
    plan = plans(database, ask)
    used = set(re.findall(r"ix_\w+", plan))
    assert "Seq Scan" not in plan
    if database.is_sqlite:
        assert used >= set(indexes), plan
    else:  # on tables as small as these it may take any of the indexes that hold open rows only
        assert used & HOLDING_OPEN_ROWS_ONLY, plan


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        pytest.param(
            settle_reminders,
            {"ix_reminder_queued", "ix_outbox_message_later"},
            id="reminders settled",
        ),
        pytest.param(
            menus_to_change,
            {"ix_respondent_menu", "ix_role_worn"},
            id="menus to change",
        ),
    ],
)
def test_a_look_every_minute_passes_over_those_with_whom_all_is_done(
    database: Database, ask: Any, indexes: set[str]
) -> None:
    with database.transaction() as session:
        found = make_campaign(session, make_agency(session)).id
    plan = plans(database, lambda session: ask(session, session.get_one(Campaign, found)))
    used = indexes & set(re.findall(r"ix_\w+", plan))
    # on empty tables PostgreSQL may take another for one of the two
    assert used == indexes if database.is_sqlite else used, plan


@pytest.mark.parametrize(
    ("campaigns", "index"),
    [
        pytest.param(unsettled(), "ix_reminder_queued", id="something ended"),
        pytest.param(unsettled(), "ix_outbox_message_later", id="something went later"),
        pytest.param(perhaps_unsent(NOW), "ix_reminder_round_day", id="nothing went"),
        pytest.param(announced_for(NOW.date()), "ix_reminder_round_day", id="may go"),
    ],
)
def test_which_campaigns_have_something_to_do_is_read_from_what_is_open(
    database: Database, campaigns: Any, index: str
) -> None:
    plan = plans(database, lambda session: session.execute(campaigns).all())
    assert index in plan, plan
    assert re.findall(r"(?:Seq Scan on|SCAN) \w+\b(?! USING)", plan) == [], plan


@pytest.mark.parametrize("kind", OF_AN_OFFICE, ids=lambda kind: kind.table.__tablename__)
def test_what_expires_is_found_by_its_office_and_moment(database: Database, kind: Any) -> None:
    mine = (kind.table.agency_id == 1, *kind.unless)
    oldest = select(kind.since).where(*mine, kind.since < NOW).order_by(kind.since).limit(1)
    plan = plans(database, lambda session: session.execute(oldest).all())
    assert re.search(r"ix_\w+_(ended|handled|counted)", plan), plan


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        pytest.param(operation.oldest_open_event, "ix_webhook_event_", id="oldest event"),
        pytest.param(operation.open_events, "ix_webhook_event_", id="open events"),
        pytest.param(operation.failed_events, "ix_webhook_event_failed", id="failed events"),
        pytest.param(operation.open_messages, "ix_outbox_message_o", id="open messages"),
        pytest.param(operation.repeated_messages, "ix_outbox_message_o", id="repeated messages"),
        pytest.param(
            lambda session: operation.oldest_due_message(session, now=NOW),
            "ix_outbox_message_open",
            id="oldest message",
        ),
        pytest.param(
            lambda session: operation.recent_replies(session, now=NOW),
            "ix_outbox_message_ended",
            id="recent replies",
        ),
        pytest.param(
            lambda session: operation.reminders_unsent(session, now=NOW),
            "ix_outbox_message_o",
            id="reminders unsent",
        ),
    ],
)
def test_a_look_at_how_we_do_reads_no_history(database: Database, ask: Any, index: str) -> None:
    with database.transaction() as session:
        make_agency(session)
    plan = plans(database, ask)
    assert index in plan, plan
    whole = re.findall(r"(?:Seq Scan on|SCAN) (?:webhook_event|outbox_message)(?! USING)", plan)
    assert whole == [], plan
