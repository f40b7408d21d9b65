"""Many rows, one call: all or each alone, nobody twice, and nobody who may no longer get it."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from handlers.person_data import forget
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.respondent import Respondent
from models.session import Database
from outbound import delivery
from outbound.line_client import Answer, Outcome
from outbound.outbox import MOST_RECIPIENTS, Recipient, enqueue_multicast
from tests.factories import NOW, make_agency, make_person

WORDS = [{"type": "text", "text": "ขอเชิญ"}]
LATER = NOW + timedelta(minutes=5)


def user(number: int) -> str:
    return f"U{number:032x}"


def queue(database: Database, people: int) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        numbers = [make_person(session, agency, user(n)).id for n in range(people)]
        enqueue_multicast(
            session,
            [Recipient(number) for number in numbers],
            agency_id=agency.id,
            topic="reminder",
            messages=WORDS,
            not_after=NOW + timedelta(hours=7),
            due_at=NOW,
            now=NOW,
        )


def claim(database: Database, *, at: Any = NOW, limit: int = 10) -> list[delivery.Parcel]:
    with database.transaction() as session:
        return delivery.claim(session, limit=limit, now=at).parcels


def record(database: Database, parcel: delivery.Parcel, outcome: Outcome, *, at: Any = NOW) -> None:
    with database.transaction() as session:
        delivery.record(session, [(parcel.id, Answer(outcome, "request-1"))], now=at)


def rows(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def person_is(database: Database, number: int, **facts: Any) -> None:
    with database.transaction() as session:
        first = session.scalars(select(Respondent.id).order_by(Respondent.id)).all()[number]
        session.execute(update(Respondent).where(Respondent.id == first).values(facts))


def test_many_go_in_one_call_under_one_key_and_end_together(database: Database) -> None:
    queue(database, 3)
    (parcel,) = claim(database)
    assert (parcel.to, parcel.method) == ([user(0), user(1), user(2)], Method.MULTICAST)
    uuid.UUID(parcel.retry_key)
    assert claim(database) == []
    record(database, parcel, Outcome.ACCEPTED)
    assert {row.state for row in rows(database)} == {OutboxState.SENT}
    assert {row.messages for row in rows(database)} == {None}
    assert {row.request_id for row in rows(database)} == {"request-1"}


def test_more_than_line_takes_go_in_several_calls(database: Database) -> None:
    queue(database, MOST_RECIPIENTS + 2)
    parcels = claim(database)
    assert [len(parcel.to) for parcel in parcels] == [MOST_RECIPIENTS, 2]
    assert len({parcel.retry_key for parcel in parcels}) == 2


def test_one_alone_is_pushed(database: Database) -> None:
    queue(database, 1)
    (parcel,) = claim(database)
    assert (parcel.to, parcel.method) == (user(0), Method.PUSH)


@pytest.mark.parametrize("who", [0, 1], ids=["the one who leads", "another"])
def test_who_stopped_meanwhile_is_left_out(database: Database, who: int) -> None:
    queue(database, 3)
    person_is(database, who, opted_out_at=NOW)
    (parcel,) = claim(database)
    assert parcel.to == [user(n) for n in range(3) if n != who]
    record(database, parcel, Outcome.ACCEPTED)
    ended = rows(database)
    assert (ended[who].state, ended[who].reason) == (OutboxState.CANCELLED, "asked us to stop")
    assert {row.state for row in ended if row.id != ended[who].id} == {OutboxState.SENT}


def test_when_all_stopped_nobody_is_called(database: Database) -> None:
    queue(database, 2)
    for number in range(2):
        person_is(database, number, blocked_at=NOW)
    assert claim(database) == []
    assert {row.state for row in rows(database)} == {OutboxState.CANCELLED}


def test_who_is_erased_before_the_send_leaves_the_others_alone(database: Database) -> None:
    queue(database, 3)
    with database.transaction() as session:
        first = session.scalars(select(Respondent).order_by(Respondent.id)).first()
        assert first is not None
        forget(session, first, actor="a test", now=NOW)
    (parcel,) = claim(database)
    assert parcel.to == [user(1), user(2)]
    assert rows(database)[0].messages is None


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        pytest.param(Outcome.ACCEPTED_BEFORE, OutboxState.SENT, id="409 was accepted before"),
        pytest.param(Outcome.RATE_LIMITED, OutboxState.WAITING, id="rate limit waits"),
        pytest.param(Outcome.ALLOWANCE_USED_UP, OutboxState.HELD, id="no allowance: free replies"),
        pytest.param(Outcome.SERVER_ERROR, OutboxState.WAITING, id="5xx: same key again"),
        pytest.param(Outcome.UNKNOWN, OutboxState.WAITING, id="no answer: same key again"),
    ],
)
def test_all_share_the_outcome(database: Database, outcome: Outcome, state: OutboxState) -> None:
    queue(database, 3)
    (parcel,) = claim(database)
    record(database, parcel, outcome)
    assert {row.state for row in rows(database)} == {state}
    if state == OutboxState.WAITING:
        (again,) = claim(database, at=LATER)
        assert (again.retry_key, again.to) == (parcel.retry_key, parcel.to)


def test_a_refused_call_is_made_one_by_one_under_new_keys(database: Database) -> None:
    queue(database, 3)
    (parcel,) = claim(database)
    record(database, parcel, Outcome.REFUSED)
    parcels = claim(database, at=LATER)
    assert [each.to for each in parcels] == [user(0), user(1), user(2)]
    assert len({parcel.retry_key, *(each.retry_key for each in parcels)}) == 4
    record(database, parcels[0], Outcome.REFUSED)
    assert rows(database)[0].state == OutboxState.FAILED


def test_a_dead_sender_s_call_is_repeated_under_its_key_without_who_answered_since(
    database: Database,
) -> None:
    queue(database, 3)
    (parcel,) = claim(database)
    person_is(database, 0, opted_out_at=NOW)
    (again,) = claim(database, at=NOW + delivery.LEASE)
    assert again.retry_key == parcel.retry_key
    assert again.to == [user(1), user(2)]
    record(database, again, Outcome.ACCEPTED_BEFORE)
    states = [row.state for row in rows(database)]
    assert states == [OutboxState.UNCONFIRMED, OutboxState.SENT, OutboxState.SENT]


def test_a_key_line_has_forgotten_is_not_used_again(database: Database) -> None:
    queue(database, 3)
    (parcel,) = claim(database)
    record(database, parcel, Outcome.UNKNOWN)
    assert claim(database, at=NOW + timedelta(hours=25)) == []
    assert {row.state for row in rows(database)} == {OutboxState.UNCONFIRMED}


def test_two_workers_at_once_never_share_a_call(database: Database) -> None:
    queue(database, 3 * MOST_RECIPIENTS)
    taken: list[delivery.Parcel] = []
    ready = threading.Barrier(2)

    def work() -> None:
        ready.wait()
        while parcels := claim(database, limit=1):
            taken.extend(parcels)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    everybody = [to for parcel in taken for to in parcel.to]
    assert len(everybody) == len(set(everybody)) == 3 * MOST_RECIPIENTS


def test_somebody_s_next_message_waits_until_the_call_is_made(database: Database) -> None:
    queue(database, 2)
    with database.transaction() as session:
        person = session.scalars(select(Respondent).order_by(Respondent.id)).all()[1]
        session.add(
            OutboxMessage(
                agency_id=person.agency_id,
                respondent_id=person.id,
                method=Method.REPLY,
                topic="menu",
                messages='[{"type":"text","text":"x"}]',
                reply_token="t",
                created_at=NOW,
                due_at=NOW,
            )
        )
    (parcel,) = claim(database)
    assert parcel.method == Method.MULTICAST
    record(database, parcel, Outcome.ACCEPTED)
    assert [each.to for each in claim(database)] == ["t"]
