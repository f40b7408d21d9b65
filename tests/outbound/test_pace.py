"""LINE's limits are the channel's: kept by all workers together, by no one worker alone."""

import threading
from datetime import datetime, timedelta

import pytest

from models.session import Database
from outbound import delivery
from outbound.due import Turns, set_apart, who_waits
from outbound.line_client import Answer, Outcome
from outbound.pace import A_SECOND, AT_ONCE, PUSHES, REPLIES, Pace
from tests.factories import NOW, make_agency, make_message, make_person

A_MOMENT_LATER = NOW + timedelta(milliseconds=900)
THE_NEXT_SECOND = NOW + timedelta(seconds=1)


def office(database: Database, slug: str = "bangsue") -> int:
    with database.transaction() as session:
        return make_agency(session, slug).id


def drain(database: Database, pace: Pace, agency_id: int, queue: str, at: object = NOW) -> int:
    """All the calls one worker gets of that moment."""
    got = 0
    while True:
        with database.transaction() as session:
            pace.set_apart(session, agency_id, queue, now=at)  # type: ignore[arg-type]
        room = pace.room(agency_id, queue, now=at)  # type: ignore[arg-type]
        if not room:
            return got
        pace.use(agency_id, queue, room)
        got += room


@pytest.mark.parametrize("queue", [REPLIES, PUSHES])
def test_workers_together_call_no_faster_than_one_may(database: Database, queue: str) -> None:
    agency_id = office(database)
    got: list[int] = []
    ready = threading.Barrier(6)

    def work() -> None:
        ready.wait()
        got.append(drain(database, Pace(), agency_id, queue))

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(got) == A_SECOND[queue]


def test_the_next_second_has_as_many_again_and_another_office_its_own(database: Database) -> None:
    first, second = office(database), office(database, "bangphlat")
    pace = Pace()
    assert drain(database, pace, first, PUSHES) == A_SECOND[PUSHES]
    assert drain(database, pace, first, PUSHES, A_MOMENT_LATER) == 0
    assert drain(database, pace, second, PUSHES) == A_SECOND[PUSHES]
    assert drain(database, pace, first, REPLIES) == A_SECOND[REPLIES]
    assert drain(database, pace, first, PUSHES, THE_NEXT_SECOND) == A_SECOND[PUSHES]


def test_what_was_set_apart_and_not_used_lapses(database: Database) -> None:
    agency_id, pace = office(database), Pace()
    with database.transaction() as session:
        pace.set_apart(session, agency_id, PUSHES, now=NOW)
    for moment in (NOW, A_MOMENT_LATER):
        assert pace.room(agency_id, PUSHES, now=moment) == AT_ONCE[PUSHES]
    assert pace.room(agency_id, PUSHES, now=THE_NEXT_SECOND) == 0
    assert drain(database, Pace(), agency_id, PUSHES) == A_SECOND[PUSHES] - AT_ONCE[PUSHES]
    assert drain(database, pace, agency_id, PUSHES, THE_NEXT_SECOND) == A_SECOND[PUSHES]


def test_a_host_whose_clock_is_off_waits_for_nobody(database: Database) -> None:
    agency_id = office(database)
    ahead = NOW + timedelta(hours=1)
    assert drain(database, Pace(), agency_id, PUSHES, ahead) == A_SECOND[PUSHES]
    assert drain(database, Pace(), agency_id, PUSHES, NOW) == A_SECOND[PUSHES]


def test_when_line_says_too_much_every_worker_rests(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        for number in range(2):
            person = make_person(session, agency, f"U{number:032x}")
            make_message(session, agency, person, reply_token=f"t{number}")
        other = make_agency(session, "bangphlat")
        make_message(session, other, make_person(session, other), reply_token="t")
        first = delivery.claim(session, limit=1, now=NOW)
    with database.transaction() as session:
        limited = Answer(Outcome.RATE_LIMITED)
        delivery.record(session, [(first.parcels[0].id, limited)], now=NOW)
    soon = claimed_after_setting_apart(database, THE_NEXT_SECOND)
    assert {parcel.agency_id for parcel in soon} == {other.id}
    assert len(claimed_after_setting_apart(database, NOW + timedelta(seconds=4))) == 2


def paced() -> tuple[Turns, Pace]:
    pace = Pace()
    return Turns(pace=pace), pace


def claimed_after_setting_apart(database: Database, now: datetime) -> list[delivery.Parcel]:
    """What a worker that has just started takes at that moment."""
    turns, pace = paced()
    with database.reading() as session:
        waiting = who_waits(session, now=now)
    set_apart(database, waiting, pace, now=now)
    with database.transaction() as session:
        return delivery.claim(session, limit=10, now=now, turns=turns).parcels


def test_nothing_is_taken_that_was_not_set_apart(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        make_message(session, agency, make_person(session, agency))
    with database.transaction() as session:
        assert delivery.claim(session, limit=10, now=NOW, turns=Turns(pace=Pace())).taken == 0
    assert len(claimed_after_setting_apart(database, NOW)) == 1


def test_workers_that_begin_at_different_offices_do_not_wait_in_a_circle(
    database: Database,
) -> None:
    """Each has set apart what its first office needs, and then what the other one's does."""
    with database.transaction() as session:
        for slug in ("bangsue", "bangphlat"):
            agency = make_agency(session, slug)
            for number in range(40):
                make_message(session, agency, None, reply_token=f"{slug} {number}")
    taken: list[int] = []
    ready = threading.Barrier(4)

    def work(first: int) -> None:
        turns, pace = paced()
        turns.replies.deal([first], 1, lambda office, _: [office])  # goes on with the other one
        ready.wait()
        for step in range(8):  # each finds what it had set apart too old
            now = NOW + timedelta(seconds=2 * step)
            with database.reading() as session:
                waiting = who_waits(session, now=now)
            set_apart(database, waiting, pace, now=now)
            with database.transaction() as session:
                claim = delivery.claim(session, limit=4, now=now, turns=turns)
                taken.extend(parcel.id for parcel in claim.parcels)

    workers = [threading.Thread(target=work, args=(first,)) for first in (1, 2, 1, 2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 80
