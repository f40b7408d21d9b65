"""What becomes of a message: claimed once, asked again, sent, written down."""

import threading
from datetime import timedelta

import pytest

from models.counting import Counter, Figure
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.respondent import meet
from models.session import Database
from models.survey_case import SurveyCase
from outbound import delivery, due
from outbound.line_client import Answer, Outcome
from tests.factories import NOW, make_agency, make_case, make_message, make_person

LATER = NOW + timedelta(minutes=5)


def settle(database: Database, outcome: Outcome, **given: object) -> OutboxMessage:
    """One message claimed, answered by LINE with that outcome, and read back."""
    with database.transaction() as session:
        agency = make_agency(session)
        row = make_message(session, agency, make_person(session, agency), **given)
        key = row.id
    with database.transaction() as session:
        parcels = delivery.claim(session, limit=10, now=NOW).parcels
    assert [parcel.id for parcel in parcels] == [key]
    with database.transaction() as session:
        delivery.record(session, [(key, Answer(outcome))], now=NOW)
    with database.reading() as session:
        return session.get_one(OutboxMessage, key)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        pytest.param(Outcome.ACCEPTED, OutboxState.SENT, id="accepted is sent"),
        pytest.param(Outcome.TOKEN_DEAD, OutboxState.HELD, id="a dead token keeps the words"),
        pytest.param(Outcome.RATE_LIMITED, OutboxState.WAITING, id="rate limit waits"),
        pytest.param(Outcome.ALLOWANCE_USED_UP, OutboxState.HELD, id="no allowance holds"),
        pytest.param(Outcome.NOT_LET_IN, OutboxState.HELD, id="a wrong channel token holds"),
        pytest.param(Outcome.REFUSED, OutboxState.FAILED, id="a refused message fails"),
        pytest.param(Outcome.SERVER_ERROR, OutboxState.WAITING, id="5xx is tried again"),
        pytest.param(Outcome.NOT_SENT, OutboxState.WAITING, id="unreached is tried again"),
        pytest.param(Outcome.UNKNOWN, OutboxState.UNCONFIRMED, id="no answer is not repeated"),
    ],
)
def test_a_reply_ends_as_the_table_says(
    database: Database, outcome: Outcome, state: OutboxState
) -> None:
    row = settle(database, outcome, token_dies_at=NOW + timedelta(seconds=50))
    assert row.state == state
    kept = (OutboxState.HELD, OutboxState.WAITING, OutboxState.FAILED)
    assert (row.messages is not None) == (state in kept)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        pytest.param(Outcome.ACCEPTED, OutboxState.SENT, id="accepted is sent"),
        pytest.param(Outcome.ACCEPTED_BEFORE, OutboxState.SENT, id="409 was accepted before"),
        pytest.param(Outcome.RATE_LIMITED, OutboxState.WAITING, id="rate limit waits"),
        pytest.param(Outcome.ALLOWANCE_USED_UP, OutboxState.HELD, id="no allowance: a later reply"),
        pytest.param(Outcome.REFUSED, OutboxState.FAILED, id="a refused message fails"),
        pytest.param(Outcome.SERVER_ERROR, OutboxState.WAITING, id="5xx: same key again"),
        pytest.param(Outcome.UNKNOWN, OutboxState.WAITING, id="no answer: same key again"),
    ],
)
def test_a_push_ends_as_the_table_says(
    database: Database, outcome: Outcome, state: OutboxState
) -> None:
    row = settle(database, outcome, method=Method.PUSH, reply_token=None, retry_key="k-1")
    assert row.state == state
    assert row.retry_key == "k-1"


def test_every_method_has_an_outcome_for_everything_line_can_say() -> None:
    for method in Method:
        assert set(delivery.WHAT_NOW[method]) == set(Outcome)


def test_a_message_is_claimed_by_one_worker_only(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        make_message(session, agency, make_person(session, agency))
    with database.transaction() as session:
        assert len(delivery.claim(session, limit=10, now=NOW).parcels) == 1
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=NOW).parcels == []


def test_many_workers_at_once_take_each_message_once(database: Database) -> None:
    """A row that another took a moment ago is not taken on the strength of an older look."""
    with database.transaction() as session:
        agency = make_agency(session)
        people = [make_person(session, agency, f"U{n:032x}") for n in range(300)]
        for person in people:
            make_message(session, agency, person, method=Method.PUSH, retry_key=str(person.id))
    taken: list[int] = []
    ready = threading.Barrier(4)

    def work() -> None:
        ready.wait()
        while True:
            with database.transaction() as session:
                claim = delivery.claim(session, limit=25, now=NOW)
            if not claim.taken:
                return
            taken.extend(parcel.id for parcel in claim.parcels)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken))
    assert len(taken) == 300


def test_one_persons_messages_leave_one_after_the_other(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        person = make_person(session, agency)
        first = make_message(session, agency, person, reply_token="a")
        second = make_message(session, agency, person, reply_token="b")
        other = make_message(session, agency, make_person(session, agency, "U" + "2" * 32))
        ids = first.id, second.id, other.id
    with database.transaction() as session:
        assert [p.id for p in delivery.claim(session, limit=10, now=NOW).parcels] == [
            ids[0],
            ids[2],
        ]
    with database.transaction() as session:
        delivery.record(session, [(ids[0], Answer(Outcome.ACCEPTED))], now=NOW)
    with database.transaction() as session:
        assert [p.id for p in delivery.claim(session, limit=10, now=NOW).parcels] == [ids[1]]


def test_a_dead_senders_reply_is_tried_again_with_the_same_token(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        make_message(
            session, agency, make_person(session, agency), token_dies_at=NOW + timedelta(seconds=55)
        )
    with database.transaction() as session:
        delivery.claim(session, limit=10, now=NOW)
    lapsed = NOW + delivery.LEASE
    with database.transaction() as session:
        (parcel,) = delivery.claim(session, limit=10, now=lapsed).parcels
        assert parcel.to == "token-1"
    with database.transaction() as session:
        delivery.record(session, [(parcel.id, Answer(Outcome.TOKEN_DEAD))], now=lapsed)
        row = session.get_one(OutboxMessage, parcel.id)
        assert row.state == OutboxState.UNCONFIRMED  # LINE may have taken the first: no repeat


def test_a_reply_whose_minute_is_over_is_kept_without_calling_line(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        row = make_message(session, agency, make_person(session, agency), token_dies_at=NOW)
        key = row.id
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=LATER).parcels == []
        assert session.get_one(OutboxMessage, key).state == OutboxState.HELD


def test_a_dead_senders_reply_whose_minute_is_over_is_not_kept_to_be_said_again(
    database: Database,
) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        make_message(
            session, agency, make_person(session, agency), token_dies_at=NOW + timedelta(seconds=9)
        )
    with database.transaction() as session:
        (parcel,) = delivery.claim(session, limit=10, now=NOW).parcels
    with database.transaction() as session:  # LINE may have taken it before the sender died
        assert delivery.claim(session, limit=10, now=NOW + delivery.LEASE).parcels == []
        assert session.get_one(OutboxMessage, parcel.id).state == OutboxState.UNCONFIRMED


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        pytest.param("blocked_at", "blocked the account", id="blocked between writing and sending"),
        pytest.param("opted_out_at", "asked us to stop", id="stopped between writing and sending"),
    ],
)
def test_a_push_is_cancelled_when_the_rules_asked_again_say_no(
    database: Database, column: str, reason: str
) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        person = make_person(session, agency)
        row = make_message(session, agency, person, method=Method.PUSH, retry_key="k")
        setattr(person, column, NOW)
        key = row.id
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=NOW).parcels == []
        row = session.get_one(OutboxMessage, key)
        assert (row.state, row.reason) == (OutboxState.CANCELLED, reason)


def test_a_push_that_is_too_late_is_cancelled(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        person = make_person(session, agency)
        row = make_message(
            session, agency, person, method=Method.PUSH, retry_key="k", not_after=NOW
        )
        key = row.id
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=LATER).parcels == []
        assert session.get_one(OutboxMessage, key).state == OutboxState.CANCELLED


def test_a_doubtful_push_is_not_repeated_once_line_has_forgotten_its_key(
    database: Database,
) -> None:
    row = settle(database, Outcome.UNKNOWN, method=Method.PUSH, retry_key="k")
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=NOW + timedelta(hours=25)).parcels == []
        assert session.get_one(OutboxMessage, row.id).state == OutboxState.UNCONFIRMED


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        pytest.param(Outcome.ACCEPTED, 1, id="accepted by LINE"),
        pytest.param(Outcome.UNKNOWN, 0, id="LINE did not say"),
        pytest.param(Outcome.TOKEN_DEAD, 0, id="kept for later"),
    ],
)
def test_a_case_is_reached_only_when_line_accepted_its_link(
    database: Database, outcome: Outcome, reached: int
) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        person = make_person(session, agency)
        case = make_case(session, agency, person)
        row = make_message(session, agency, person, case_id=case.id)
        case_id, key = case.id, row.id
    with database.transaction() as session:
        delivery.claim(session, limit=1, now=NOW)
    for _ in range(2):  # the same outcome reported twice counts once
        with database.transaction() as session:
            delivery.record(session, [(key, Answer(outcome))], now=NOW)
    with database.reading() as session:
        assert (session.get_one(SurveyCase, case_id).reached_at is not None) == bool(reached)
        figures = session.query(Counter).filter(Counter.figure == Figure.REACHED).all()
        assert sum(counter.value for counter in figures) == reached


def test_hundreds_who_wait_for_their_earlier_message_do_not_hide_it(database: Database) -> None:
    """LINE failed for a while: each person's first message is due again after the second."""
    with database.transaction() as session:
        agency = make_agency(session)
        users = [f"U{number:032x}" for number in range(due.LOOKED_AT + 1)]
        people = meet(session, agency, user_ids=users, now=NOW)
        for due_at in (LATER, NOW):
            session.add_all(
                OutboxMessage(
                    agency_id=agency.id,
                    respondent_id=people[user].person.id,
                    method=Method.REPLY,
                    topic="menu",
                    messages="[]",
                    created_at=NOW,
                    due_at=due_at,
                )
                for user in users
            )
            session.flush()
    with database.transaction() as session:
        assert len(delivery.claim(session, limit=10, now=LATER).parcels) == 10
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=NOW).parcels == []
