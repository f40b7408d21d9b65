"""A stand-in with a clock of ours, and one that serves over HTTP beside a bot that only listens."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from simulator.platform import Person, Platform
from simulator.server import Running, start

NOW = datetime(2027, 3, 24, 2, 0, tzinfo=UTC)


@dataclass
class Desk:
    """A platform whose present we move by hand."""

    at: datetime = NOW
    platform: Platform = field(init=False)

    def __post_init__(self) -> None:
        self.platform = Platform(lambda: self.at)

    def friend(self, name: str = "มาลี", **facts: Any) -> Person:
        return self.platform.add(Person(id=name, name=name, friend=True, **facts))

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def desk() -> Desk:
    return Desk()


class Bot:
    """Takes webhooks, remembers them with their headers, answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[bytes, dict[str, str]]] = []
        bot = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                bot.got.append((body, {name.lower(): v for name, v in self.headers.items()}))
                self.send_response(bot.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/callback"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self) -> list[dict[str, Any]]:
        return [event for body, _ in self.got for event in json.loads(body)["events"]]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def bot() -> Iterator[Bot]:
    made = Bot()
    yield made
    made.stop()


@pytest.fixture
def line(bot: Bot, tmp_path: Path) -> Iterator[Running]:
    running = start(webhook=bot.url, world=tmp_path / "world.json", clock=tmp_path / "clock")
    yield running
    running.stop()
