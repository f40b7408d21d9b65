"""Three machines and one PostgreSQL: one dies in the rush, one comes later (docs/deploy.md)."""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.campaign import Campaign
from models.session import Database
from rules.thai_dates import BANGKOK
from simulator.platform import Person
from simulator.server import start
from tests.conftest import KEYS
from tests.faults.invariants import Aftermath, judge, sentences
from tests.faults.people import Crowd, Deliveries, Habits, Record
from tests.faults.world import Stamped, open_work
from tests.hosts import Host, Hosts, hosts_around
from tests.journeys.test_connections import only_postgresql
from tests.journeys.test_schedulers import epoch
from tests.product import until

EVERYTHING = ("web", "worker", "scheduler")


@dataclass
class Town:
    """What a crowd needs to know of the place it comes to."""

    product: Host
    habits: Habits
    codes: list[str]
    coordinator: Person
    record: Record = field(default_factory=Record)
    waiting: list[Person] = field(default_factory=list)
    came: int = 0

    def next_number(self) -> int:
        self.came += 1
        return self.came


@pytest.fixture
def hosts(database_url: str, tmp_path: Path) -> Iterator[Hosts]:
    line = start(webhook="", world=tmp_path / "world.json", clock=tmp_path / "clock")
    line.platform.sent = Stamped()
    try:
        with hosts_around(database_url, line, tmp_path) as made:
            yield made
    finally:
        line.stop()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Opened with the keys as the environment's commas divide them."""
    opened = Database(database_url, [key.strip() for key in ",".join(KEYS).split(",")])
    yield opened
    opened.engine.dispose()


@only_postgresql
def test_a_host_dies_in_the_rush_and_another_is_added(hosts: Hosts, database: Database) -> None:
    first, second = hosts.add("first"), hosts.add("second")
    first.run("migrate")
    first.run("campaign", "load", "campaigns/bangsue-2570.yaml")
    for host in (first, second):
        host.boot(*EVERYTHING)
    for host in (first, second):
        until(lambda host=host: host._answers("/readyz"), f"{host.name} is ready")
    town = opened(first, Habits([first.webhook, second.webhook]))
    led = epoch(database)

    crowd = Crowd(town, seed="hosts", at_least=30)
    crowd.start()
    until(lambda: len(town.record.acknowledged) > 15, "people come")
    first.die()
    time.sleep(3)  # LINE tries both meanwhile; then the balancer has noticed
    third = hosts.add("third")
    town.habits.addresses[:] = [second.webhook]
    third.boot("web", "worker")
    town.habits.addresses.append(third.webhook)
    until(lambda: epoch(database) > led, "the second leads", seconds=90)
    crowd.finish()

    until(lambda: nothing_open(database), "everything is done", seconds=90)
    for host in (second, third):
        until(lambda host=host: host._answers("/readyz"), f"{host.name} is ready")
    assert all_that_is_wrong(town, database) == []
    assert len(town.record.acknowledged) > 60
    assert [host.name for host in hosts.all if not hosts.called_line(host)] == []


def opened(host: Host, habits: Habits) -> Town:
    """An office with a counter and a coordinator, by the commands of that machine."""
    point = json.loads(host.run("qr", "make", "--unit", "works", "--label", "1", "--json"))
    key = json.loads(host.run("role", "invite", "coordinator", "--unit", "works", "--json"))
    town = Town(host, habits, [point[0]["code"]], host.person("วิภา"))
    hook = Deliveries(host.line.platform, town.record, habits, random.Random("วิภา"))
    hook.follow(town.coordinator)
    hook.say(town.coordinator, key["code"])
    until(lambda: len(host.heard(town.coordinator)) > 1, "the hat was given")
    return town


def nothing_open(database: Database) -> bool:
    with database.reading() as session:
        return open_work(session) == 0


def all_that_is_wrong(town: Town, database: Database) -> list[str]:
    """Every promise of docs/reliability.md, asked at rest."""
    sent = town.product.line.platform.sent
    assert isinstance(sent, Stamped)
    with database.reading() as session:
        after = Aftermath(
            session=session,
            campaign=session.scalars(select(Campaign)).one(),
            record=town.record,
            sent=list(zip(sent.moments, sent, strict=True)),
            day=datetime.now(BANGKOK).date(),
        )
        return list(sentences(judge(after)))
