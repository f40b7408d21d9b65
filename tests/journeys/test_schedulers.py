"""Three schedulers on one database: one acts; when it dies or freezes, another does."""

import os
import signal
import time
from datetime import datetime

import pytest
from sqlalchemy import func, select, update

from models.base import UtcDateTime
from models.heartbeat import Heartbeat
from models.lease import Lease
from models.session import Database
from tests.journeys.conftest import Product, until

TOO_SHORT_TO_ACT_S = 15
"""Longer than a scheduler's look at the lease (10 s)."""


def epoch(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(Lease.epoch)) or 0


def beaten_at(database: Database) -> datetime | None:
    with database.reading() as session:
        return session.scalar(select(Heartbeat.beat_at).where(Heartbeat.process == "scheduler"))


def lapse(database: Database) -> None:
    with database.transaction() as session:
        now = session.scalar(select(func.now(type_=UtcDateTime())))
        session.execute(update(Lease).values(expires_at=now))


def test_another_leads_within_a_minute_of_the_leader_s_death_or_freeze(
    product: Product, database: Database
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is one machine with one scheduler; PostgreSQL has many")
    until(lambda: epoch(database) == 1, "the first leads")
    product.start("scheduler 2", "scheduler 3")
    product.kill("scheduler")
    until(lambda: epoch(database) == 2, "another leads", seconds=60)
    until(lambda: product._answers("/readyz"), "its heart beats")

    product.kill("scheduler 3", signal.SIGTERM)  # if it led, it gave up the lease
    frozen = product.processes["scheduler 2"].pid
    until(lambda: epoch(database) in (2, 3), "the second leads")
    time.sleep(TOO_SHORT_TO_ACT_S)
    led = epoch(database)
    os.killpg(frozen, signal.SIGSTOP)
    lapse(database)
    product.start("scheduler")
    until(lambda: epoch(database) == led + 1, "the third leads")
    os.killpg(frozen, signal.SIGCONT)
    before = beaten_at(database)
    time.sleep(TOO_SHORT_TO_ACT_S)
    assert epoch(database) == led + 1
    assert beaten_at(database) != before  # the new one acts
