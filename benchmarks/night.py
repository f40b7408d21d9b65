"""What is done at night, and how long somebody else's write waits meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from benchmarks.history import Pouring
from benchmarks.offices import NOW
from benchmarks.operations import Stage
from benchmarks.processes import Bench
from benchmarks.report import Report
from models.campaign import Campaign
from models.heartbeat import beat
from models.session import Database
from reports.recount import recount
from scheduler.jobs import KEEP, purge_old

EXPIRED = 10_000
"""Rows of each kind that a night's purge finds."""

MOST_WAITING_MS = 100
"""Of another's write, while the night's work is done."""


def night(report: Report, stage: Stage, name: str) -> None:
    """Purge and recount, and how long somebody else's write waited meanwhile."""
    opened, office = stage.database, stage.office
    stage.number += 1
    pouring, old = Pouring(opened, office, 1_000_000_000 + stage.number), NOW - KEEP
    span = {"since": old - timedelta(days=1), "until": old - timedelta(hours=1)}
    for pour in (pouring.events, pouring.messages, pouring.visits):
        pour(EXPIRED, **span)
    took, longest, waited = _beside_a_writer(stage.bench, opened, lambda: purge_old(opened, NOW))
    report.add(
        f"{name}: {3 * EXPIRED} rows purged",
        f"{took:.2f} s, longest transaction {longest:.0f} ms, another waited {waited:.0f} ms",
        f"both <= {MOST_WAITING_MS} ms",
        max(longest, waited) <= MOST_WAITING_MS,
    )

    def count_again() -> None:
        with opened.reading() as session:
            campaign = session.get_one(Campaign, office.campaign_id)
            assert recount(session, campaign) == []

    took, _, waited = _beside_a_writer(stage.bench, opened, count_again)
    report.add(
        f"{name}: one office recounted",
        f"{took:.2f} s, nothing differs, another waited {waited:.0f} ms",
        f"<= {MOST_WAITING_MS} ms",
        waited <= MOST_WAITING_MS,
    )


def _beside_a_writer(
    bench: Bench, opened: Database, act: Callable[[], object]
) -> tuple[float, float, float]:
    """Seconds it took; milliseconds of its longest transaction, and of another's longest write."""
    stop, waits = threading.Event(), [0.0]

    def write() -> None:
        other = bench.opened()
        while not stop.wait(0.005):
            start = time.perf_counter()
            with other.transaction() as session:
                beat(session, "benchmark", now=NOW)
            waits.append((time.perf_counter() - start) * 1000)
        other.engine.dispose()

    writer = threading.Thread(target=write)
    with _longest(opened) as longest:
        writer.start()
        start = time.perf_counter()
        act()
        took = time.perf_counter() - start
        stop.set()
        writer.join()
    return took, longest[0], max(waits)


@contextmanager
def _longest(opened: Database) -> Iterator[list[float]]:
    """Milliseconds from BEGIN to COMMIT of the longest transaction while the block lasts."""
    longest, began = [0.0], {}

    def note_begin(connection: Any) -> None:
        began[id(connection)] = time.perf_counter()

    def note_commit(connection: Any) -> None:
        took = time.perf_counter() - began.get(id(connection), time.perf_counter())
        longest[0] = max(longest[0], took * 1000)

    event.listen(opened.engine, "begin", note_begin)
    event.listen(opened.engine, "commit", note_commit)
    yield longest
    event.remove(opened.engine, "begin", note_begin)
    event.remove(opened.engine, "commit", note_commit)
