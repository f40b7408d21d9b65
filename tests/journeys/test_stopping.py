"""Stopping in good order: within the platform's 30 s, nothing lost, nobody answered twice."""

import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from models.base import UtcDateTime
from models.lease import Lease
from models.outbox_message import OutboxMessage, OutboxState
from models.session import Database
from models.webhook_event import WebhookEvent
from tests.conftest import ROOT
from tests.journeys.test_processes import new_point
from tests.product import BIN, Product, until

PLATFORM_KILLS_AFTER_S = 30
PEOPLE = 60


def end(product: Product, name: str) -> int:
    """Tells the process alone to stop, as a platform does; its exit code, if in time."""
    process = product.processes.pop(name)
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=PLATFORM_KILLS_AFTER_S)


def test_a_worker_told_to_stop_in_the_rush_leaves_no_answer_in_doubt(
    product: Product, database: Database
) -> None:
    code = new_point(product)
    people = [product.person(f"คน {number}") for number in range(PEOPLE)]
    product.line.faults.delay_ms = 1500  # more are waiting for a sender than LINE is being told
    for person in people:
        assert product.line.webhooks.say(person, code) == 200
    until(lambda: any(product.heard(person) for person in people), "the first is answered")
    assert end(product, "worker") == 0
    with database.reading() as session:
        states = set(session.scalars(select(OutboxMessage.state)))
    assert states <= {OutboxState.SENT, OutboxState.WAITING}  # none is left on its way
    product.line.faults.delay_ms = 0
    product.start("worker")
    until(lambda: all(product.heard(person) for person in people), "everybody was answered")
    until(lambda: product.status("works")["reached"] == PEOPLE, "all is written down")
    assert [len(product.heard(person)) for person in people] == [1] * PEOPLE
    product.flask("recount")


def test_a_scheduler_told_to_stop_lets_another_lead_at_once(
    product: Product, database: Database
) -> None:
    def lasts() -> bool:
        with database.reading() as session:
            now = session.scalar(select(func.now(type_=UtcDateTime())))
            until_when = session.scalar(select(Lease.expires_at))
            return now is not None and until_when is not None and until_when > now

    until(lasts, "it leads")
    assert end(product, "scheduler") == 0
    assert not lasts()


@pytest.fixture
def kept_socket(product: Product) -> Iterator[socket.socket]:
    """The port held by somebody who stays, as systemd does (docs/runbook.md)."""
    product.kill("web", signal.SIGTERM)
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", int(product.env["PORT"])))
        kept.listen(512)
        yield kept


def start_web_on(product: Product, kept: socket.socket) -> None:
    """`web` as systemd starts it: with its socket as the third file, and told so."""
    give = f'exec 3<&{kept.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
    gunicorn = [str(BIN / "gunicorn"), "--log-level", "warning", "bot.app:create_app()"]
    product.processes["web"] = subprocess.Popen(
        ["/bin/bash", "-c", give, "web", *gunicorn],
        cwd=ROOT,
        env=product.env,
        pass_fds=[kept.fileno()],
        start_new_session=True,
    )
    until(lambda: product._answers("/healthz"), "web answers")


def test_a_restart_of_the_web_under_load_refuses_nobody(
    product: Product, kept_socket: socket.socket, database: Database
) -> None:
    start_web_on(product, kept_socket)
    code = new_point(product)
    person = product.person("มาลี")
    over, troubles, pages, said = threading.Event(), list[str](), list[int](), list[int]()

    def scan() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(f"{product.web}/q/{code}", timeout=30) as page:
                    pages.append(page.status)
            except OSError as error:
                troubles.append(repr(error))

    def write() -> None:
        while not over.is_set():
            said.append(product.line.webhooks.say(person, "สวัสดี"))

    crowd = [threading.Thread(target=act) for act in (scan, scan, scan, write)]
    for each in crowd:
        each.start()
    for _ in range(2):
        enough = len(pages) + 20, len(said) + 5
        until(lambda enough=enough: (len(pages), len(said)) > enough, "people are served")
        assert end(product, "web") == 0
        start_web_on(product, kept_socket)
    over.set()
    for each in crowd:
        each.join(timeout=60)
    assert troubles == []

    def stored() -> int:
        with database.reading() as session:
            return session.scalar(select(func.count(WebhookEvent.id))) or 0

    # LINE waits 2 s; an event it gave up on was read from the socket all the same
    until(lambda: stored() == len(said), "every event is stored")
