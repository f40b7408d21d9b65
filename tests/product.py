"""The product as it runs in life: its processes, its database, and the simulator for LINE."""

import json
import os
import shlex
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.platform import Person
from simulator.server import Running, start
from tests.conftest import KEYS, ROOT

BIN = ROOT / ".venv" / "bin"
COMMANDS = {
    name: shlex.split(command)
    for name, _, command in (
        line.partition(":") for line in (ROOT / "Procfile").read_text().splitlines()
    )
}
"""What a platform runs: `web`, `worker`, `scheduler`, and `release` before them."""
STARTING_S = 40


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Product:
    """Everything that runs, and the hands to start, kill and question it.

    `inside` are the words before each command that make it run on a machine of its own.
    """

    env: dict[str, str]
    line: Running
    world: Path
    log: Path | None = None
    inside: tuple[str, ...] = ()
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def web(self) -> str:
        return self.env["PUBLIC_BASE_URL"]

    def flask(self, *words: str, release: Path = ROOT) -> str:
        """One of our commands; what it printed."""
        done = subprocess.run(
            [*self.inside, str(BIN / "flask"), *words],
            cwd=release,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *names: str, release: Path = ROOT, **settings: str) -> None:
        """Starts processes; “scheduler 2” is one more of its kind, of that release's code."""
        for name in names:
            self.launch(name, release=release, **settings)
        if "web" in names:
            until(lambda: self._answers("/healthz"), "web answers")

    def launch(self, name: str, *, release: Path = ROOT, **settings: str) -> None:
        """Starts one process and does not wait for it."""
        with open(self.log or os.devnull, "ab") as log:
            said = log if self.log else None  # None: where this process's own words go
            self.processes[name] = subprocess.Popen(
                [*self.inside, *COMMANDS[name.partition(" ")[0]]],
                cwd=release,
                env={**self.env, **settings},
                start_new_session=True,
                stdout=said,
                stderr=said,
            )

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Ends a process and all it started, as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, number)
        process.wait(timeout=30)

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name, signal.SIGTERM)
        self.line.stop()

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.web + path, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def person(self, name: str) -> Person:
        return self.line.platform.add(Person(id=name, name=name))

    def heard(self, person: Person) -> list[dict[str, Any]]:
        """What the bot has told that person, oldest first."""
        return [
            message
            for entry in list(person.chat)
            if entry["from"] == "bot"
            for message in entry["messages"]
        ]

    def status(self, unit: str) -> dict[str, Any]:
        """The unit's EIT line of `flask status --json`."""
        lines = json.loads(self.flask("status", "--json"))["units"]
        found: dict[str, Any] = next(
            line for line in lines if line["unit"] == unit and line["instrument"] == "EIT"
        )
        return found


def until(true: Callable[[], Any], what: str, seconds: float = STARTING_S) -> None:
    """Waits until it is so; says what was waited for when it never came."""
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, f"waited in vain until {what}"
        time.sleep(0.05)


@contextmanager
def staged(
    database_url: str,
    folder: Path,
    *,
    log: Path | None = None,
    line_clock: Path | None = None,
) -> Iterator[Product]:
    """Settings and a LINE, nothing running yet; whatever was started is ended afterwards.

    LINE has the product's clock, or one of its own.
    """
    port = free_port()
    world, clock = folder / "world.json", folder / "clock"
    line = start(
        webhook=f"http://127.0.0.1:{port}/callback", world=world, clock=line_clock or clock
    )
    env = {
        **{key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ},
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "DATABASE_URL": database_url,
        "SECRET_KEY": ",".join(KEYS),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "LINE_API_BASE": line.url,
        "SIMULATOR": "1",
        "CLOCK_FILE": str(clock),
        "PORT": str(port),
    }
    made = Product(env=env, line=line, world=world, log=log)
    try:
        yield made
    finally:
        made.stop()
