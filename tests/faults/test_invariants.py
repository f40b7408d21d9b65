"""Each invariant holds of an honest story, and notices what it is there to notice."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.agency import Agency, Unit
from models.campaign import Campaign
from models.counting import AssistedTally, Counter, Figure, Source, count
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.reminder import ReminderRound
from models.respondent import Consent, Respondent
from models.session import Database
from models.survey_case import SurveyCase, mark
from models.webhook_event import EventState, WebhookEvent
from outbound.delivery import LEASE
from simulator.platform import Accepted
from tests.factories import NOW, make_case, make_message, make_person
from tests.faults.invariants import INVARIANTS, TITLES, Aftermath, judge
from tests.faults.office import open_office
from tests.faults.people import ANSWERED, I_AGREE, STOP, Record, Said

MALEE = "U" + "1" * 32
LINK = "https://itas.nacc.go.th/go/eit/demo01"
LATER = NOW + timedelta(days=7)


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def reply(token: str, text: str) -> Accepted:
    return Accepted("reply", (MALEE,), [words(text)], NOW, token=token)


def reminder() -> Accepted:
    card = {"type": "flex", "altText": TITLES[0], "contents": {}}
    return Accepted("multicast", (MALEE,), [card], LATER, retry_key=str(uuid.uuid4()))


class Story:
    """มาลี scanned, agreed to be reminded, was reminded, answered; วิภา handed out four links."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.record = Record()
        self.sent: list[tuple[float, Accepted]] = [
            (10.0, reply("t-code", f"เชิญ {LINK}")),
            (12.0, reply("t-agree", "จะเตือน")),
            (100.0, reminder()),
            (130.0, reply("t-answered", "ขอบคุณ")),
        ]
        open_office(database, now=NOW)
        with database.transaction() as session:
            self._tell(session)

    def _tell(self, session: Session) -> None:
        campaign = session.scalars(select(Campaign)).one()
        agency = session.get_one(Agency, campaign.agency_id)
        works = session.scalars(select(Unit).where(Unit.code == "works")).one()
        person = make_person(session, agency, MALEE)
        case = make_case(session, agency, person, campaign=campaign, unit=works)
        count(session, case.cell, Figure.JOINED, Source.LINE, at=NOW)
        mark(session, [case], Figure.REACHED, now=NOW)
        mark(session, [case], Figure.REPORTED, now=LATER)
        session.add(
            Consent(
                agency_id=agency.id,
                respondent_id=person.id,
                notice_version="1",
                given_at=NOW,
            )
        )
        tally = AssistedTally(
            agency_id=agency.id,
            campaign_id=campaign.id,
            unit_id=works.id,
            instrument=case.instrument,
            figure=Figure.REACHED,
            amount=4,
            recorded_by=1,
            recorded_at=NOW,
        )
        session.add(tally)
        count(session, case.cell, Figure.REACHED, Source.ASSISTED, at=NOW, amount=4)
        make_message(
            session,
            agency,
            person,
            method=Method.MULTICAST,
            state=OutboxState.SENT,
            reminder_id=1,
            due_at=LATER - timedelta(minutes=1) + LEASE,
        )
        for said, token in (("EIT-1", "t-code"), (I_AGREE, "t-agree"), (ANSWERED, "t-answered")):
            self.says(session, agency, MALEE, said, token)
        self.says(session, agency, MALEE, "แจกลิงก์ โยธา 4", None)

    def says(self, session: Session, agency: Agency, who: str, said: str, token: str | None) -> str:
        event_id = f"event {len(self.record.said)}"
        self.record.said[event_id] = Said(who, said, token)
        self.record.acknowledged.add(event_id)
        session.add(
            WebhookEvent(
                agency_id=agency.id,
                event_id=event_id,
                kind="message",
                occurred_at=NOW,
                received_at=NOW,
                due_at=NOW,
                state=EventState.HANDLED,
            )
        )
        return event_id

    def wrong(self, **known: Any) -> dict[str, list[str]]:
        """What is found broken, by invariant."""
        with self.database.reading() as session:
            campaign = session.scalars(select(Campaign)).one()
            facts = {"day": LATER.date(), **known}
            after = Aftermath(session, campaign, self.record, self.sent, **facts)
            verdicts = judge(after)
        self.checked = {name: verdict.checked for name, verdict in verdicts.items()}
        return {name: verdict.wrong for name, verdict in verdicts.items() if verdict.wrong}


@pytest.fixture
def story(database: Database) -> Story:
    return Story(database)


def test_an_honest_story_breaks_nothing(story: Story) -> None:
    assert story.wrong() == {}
    assert all(story.checked.values())


DONE, ONCE, SILENT, RECOUNT, REACHED, STUCK = INVARIANTS


def change(table: type[Any], **values: object) -> Callable[[Story], None]:
    def tamper(story: Story) -> None:
        with story.database.transaction() as session:
            session.execute(update(table).values(**values))

    return tamper


def lose_an_event(story: Story) -> None:
    with story.database.transaction() as session:
        session.delete(session.scalars(select(WebhookEvent)).first())


def add_a_tally(story: Story) -> None:
    with story.database.transaction() as session:
        (row,) = session.scalars(select(AssistedTally))
        facts = {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name != "id"}
        session.add(AssistedTally(**facts))


def ask_to_stop_unheard(story: Story) -> None:
    with story.database.transaction() as session:
        agency = session.scalars(select(Agency)).one()
        story.says(session, agency, MALEE, STOP, None)


def consent_twice(story: Story) -> None:
    with story.database.transaction() as session:
        (row,) = session.scalars(select(Consent))
        facts = {"agency_id": row.agency_id, "respondent_id": row.respondent_id}
        session.add(Consent(**facts, notice_version="1", given_at=NOW))


def send_again(story: Story) -> None:
    story.sent.append((140.0, story.sent[0][1]))


def say_again_without_buttons(story: Story) -> None:
    call = reply("t-other", f"เชิญ {LINK}")
    call.messages[0]["quickReply"] = {"items": []}
    story.sent.append((140.0, call))


def remind_after_the_answer(story: Story) -> None:
    card = json.loads(json.dumps(story.sent[2][1].messages[0]).replace("flex", "text"))
    story.sent.append((140.0, Accepted("push", (MALEE,), [card], LATER)))


def forget_the_link(story: Story) -> None:
    story.sent.pop(0)
    story.record.said = {
        key: each for key, each in story.record.said.items() if each.words != ANSWERED
    }
    story.record.acknowledged &= set(story.record.said)


def leave_a_round(story: Story) -> None:
    with story.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        session.add(
            ReminderRound(
                agency_id=campaign.agency_id,
                campaign_id=campaign.id,
                day=LATER.date(),
                announced_at=NOW,
            )
        )


TAMPERINGS = [
    pytest.param(lose_an_event, DONE, id="an acknowledged event is lost"),
    pytest.param(change(WebhookEvent, state=EventState.FAILED), DONE, id="an event failed"),
    pytest.param(change(SurveyCase, reported_at=None), DONE, id="an answer is not counted"),
    pytest.param(ask_to_stop_unheard, DONE, id="a stop is not noted"),
    pytest.param(consent_twice, DONE, id="a consent is there twice"),
    pytest.param(add_a_tally, DONE, id="a tally is there twice"),
    pytest.param(send_again, ONCE, id="LINE took a message twice"),
    pytest.param(say_again_without_buttons, ONCE, id="held words were said although taken"),
    pytest.param(remind_after_the_answer, SILENT, id="a reminder after the answer"),
    pytest.param(
        change(OutboxMessage, due_at=LATER + timedelta(minutes=1) + LEASE),
        SILENT,
        id="a reminder taken up after the answer",
    ),
    pytest.param(change(Counter, value=Counter.value + 1), RECOUNT, id="a counter drifted"),
    pytest.param(change(SurveyCase, unit_id=2), RECOUNT, id="a case moved without its counts"),
    pytest.param(forget_the_link, REACHED, id="reached without a link"),
    pytest.param(change(WebhookEvent, state=EventState.OPEN), STUCK, id="an event is open"),
    pytest.param(change(OutboxMessage, state=OutboxState.SENDING), STUCK, id="a message is open"),
    pytest.param(leave_a_round, STUCK, id="a round was forgotten"),
]


@pytest.mark.parametrize(("tamper", "broken"), TAMPERINGS)
def test_what_is_tampered_with_is_noticed(
    story: Story, tamper: Callable[[Story], None], broken: str
) -> None:
    tamper(story)
    assert broken in story.wrong()


@pytest.mark.parametrize("known", [{"ready": False}, {"ended_by_themselves": ["worker"]}])
def test_a_process_that_is_not_well_is_noticed(story: Story, known: dict[str, Any]) -> None:
    assert list(story.wrong(**known)) == [STUCK]


def test_a_person_never_met_is_noticed(story: Story) -> None:
    with story.database.transaction() as session:
        agency = session.scalars(select(Agency)).one()
        story.says(session, agency, "U" + "2" * 32, "EIT-1", None)
        assert session.scalars(select(Respondent)).all() != []
    assert DONE in story.wrong()
