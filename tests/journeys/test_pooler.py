"""The product behind a pooler in transaction mode: nothing is kept from one to the next."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from models.session import FROZEN_S, Database, is_pooled
from tests.conftest import KEYS
from tests.journeys.conftest import Product, running, until
from tests.journeys.test_connections import only_postgresql, watched
from tests.journeys.test_processes import new_point
from tests.pooler import PROGRAM, SERVERS, pooled

pytestmark = [
    only_postgresql,
    pytest.mark.skipif(PROGRAM is None, reason="no pgbouncer: install Debian's package pgbouncer"),
]


@pytest.fixture
def through(database_url: str, tmp_path: Path) -> Iterator[str]:
    with pooled(database_url, tmp_path) as address:
        yield address


def test_a_pooler_is_noticed(database_url: str, through: str) -> None:
    with psycopg.connect(database_url) as straight, psycopg.connect(through) as around:
        assert (is_pooled(straight), is_pooled(around)) == (False, True)


def test_a_server_that_vanished_without_a_word_is_given_up(through: str) -> None:
    database = Database(through, KEYS)
    with database.reading() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        with socket.socket(fileno=os.dup(raw.fileno())) as wire:
            asked = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            idle, apart, times = (wire.getsockopt(socket.IPPROTO_TCP, each) for each in asked)
            assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert idle + apart * times <= 60
            assert 0 < wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 60_000
    database.engine.dispose()


def test_each_transaction_brings_its_own_limit_and_no_statement_is_kept(through: str) -> None:
    database = Database(through, KEYS, connections=3)
    limit = text("SHOW idle_in_transaction_session_timeout")
    with database.transaction() as one, database.reading() as two, database.storing() as three:
        for _ in range(8):  # psycopg prepares what it has asked five times
            assert one.scalar(limit) == two.scalar(limit) == three.scalar(limit) == f"{FROZEN_S}s"
    for _ in range(8):
        with database.reading() as session:
            assert session.scalar(limit) == f"{FROZEN_S}s"
            assert session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
    with database.snapshot() as whole:  # a slow backup is no frozen process
        assert whole.scalar(limit) == "0"
    database.engine.dispose()


def test_people_are_answered_once_while_processes_die(
    database_url: str, through: str, tmp_path: Path
) -> None:
    with psycopg.connect(database_url) as connection:
        (began,) = connection.execute("SELECT now()").fetchone() or ()
    with watched(database_url) as most, running(through, tmp_path) as product:
        code = new_point(product)
        product.start("worker 2", "scheduler 2")
        people = [product.person(f"คน {number}") for number in range(24)]
        for number, person in enumerate(people):
            status = product.line.webhooks.say(person, code)
            if number in (6, 14):
                product.kill("worker" if number == 6 else "web", signal.SIGKILL)
                product.start("worker" if number == 6 else "web")
            while status != 200:
                time.sleep(0.1)
                status = product.line.webhooks.deliver_again()
        until(lambda: all(product.heard(each) for each in people), "everybody was answered", 60)
        until(lambda: product._answers("/readyz"), "everything is ready", 60)
        backup_and_recount(product, tmp_path)
        assert [len(product.heard(person)) for person in people] == [1] * len(people)
        assert product.status("works")["joined"] == len(people)
        with psycopg.connect(database_url) as connection:
            # of this test's processes: those an earlier test killed may still be thought alive
            ours = "SELECT query FROM pg_stat_activity WHERE backend_start >= %s"
            asked = connection.execute(ours, [began]).fetchall()
        assert not [query for (query,) in asked if query.startswith("LISTEN")]
    ours = {name: held for name, held in most.items() if name.startswith("outreach-")}
    assert set(ours) == {"outreach-web", "outreach-worker", "outreach-scheduler"}
    assert max(ours.values()) <= SERVERS


def backup_and_recount(product: Product, folder: Path) -> None:
    """What a night and an operator do, through the pooler as well."""
    product.flask("migrate")
    product.flask("backup", str(folder / "all.backup"))
    product.flask("recount")
