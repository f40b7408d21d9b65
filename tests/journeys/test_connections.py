"""How many connections to PostgreSQL each process holds: what docs/deploy.md says, and no more."""

import re
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from bot.app import FOR_PAGES
from models.session import ONE_AT_A_TIME
from scheduler.__main__ import FOR_JOBS
from tests.conftest import ROOT
from tests.journeys.conftest import Product, until
from tests.journeys.test_processes import new_point

WEB_PROCESSES = 2
"""gunicorn.conf.py, on PostgreSQL."""

BOUNDS = {
    "outreach-web": WEB_PROCESSES * (FOR_PAGES + 1),  # one more stores LINE's events
    "outreach-worker": ONE_AT_A_TIME + 1,  # one more listens
    "outreach-scheduler": FOR_JOBS,
}
CALLERS = 31
"""So that even the process which most of them reach has one of its 32 threads left for LINE."""

only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_the_document_names_the_bounds_the_code_keeps() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()
    rows = re.findall(r"^\| `([a-z]+)` \|.*\| \*\*(\d+)\*\* \|$", page, re.M)
    assert {f"outreach-{name}": int(most) for name, most in rows} == BOUNDS


@only_postgresql
def test_no_process_holds_more_connections_than_it_may_however_many_people_wait(
    product: Product, database_url: str
) -> None:
    code, person = new_point(product), product.person("มาลี")
    assert product.line.webhooks.say(person, code) == 200
    until(lambda: product.heard(person), "everything works")
    for _ in range(20):  # both processes know the office by now
        opened(f"{product.web}/q/{code}")
    with watched(database_url) as most, psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE service_point IN ACCESS EXCLUSIVE MODE")
        pages: list[int] = []
        crowd = [
            threading.Thread(target=lambda: pages.append(opened(f"{product.web}/q/{code}")))
            for _ in range(CALLERS)
        ]
        for each in crowd:
            each.start()
        until(lambda: most["outreach-web"] >= WEB_PROCESSES * FOR_PAGES, "every page waits")
        # LINE's events have a connection of their own: pages that hang keep none of them waiting
        said = [product.line.webhooks.say(person, "สวัสดี") for _ in range(8)]
        other.rollback()
        for each in crowd:
            each.join(timeout=60)
    assert said == [200] * 8
    assert pages == [200] * CALLERS
    assert set(most) >= set(BOUNDS)
    assert {name: most[name] for name in BOUNDS if most[name] > BOUNDS[name]} == {}


def opened(address: str) -> int:
    with urllib.request.urlopen(address, timeout=60) as page:
        status: int = page.status
        return status


@contextmanager
def watched(url: str) -> Iterator[Counter[str]]:
    """The most connections of each name that were seen at once while the block lasts."""
    most: Counter[str] = Counter()
    over = threading.Event()

    def watch() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.is_set():
                rows = connection.execute(
                    "SELECT application_name, count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() GROUP BY 1"
                )
                for name, held in rows:
                    most[name] = max(most[name], held)
                time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join(timeout=30)
