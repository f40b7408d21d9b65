"""Several machines: network namespaces, or where those are not allowed, ports of one machine.

Each has a working copy and a home of its own. It shares with the others what the environment
says, and reaches the database and LINE over TCP.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from simulator.server import Running
from tests.conftest import KEYS, ROOT
from tests.product import BIN, Product, free_port

LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "var", "tests", "benchmarks")

NETWORK = f"198.18.{os.getpid() % 250}"
"""Kept by everybody for tests like ours (RFC 2544)."""


@dataclass
class Host(Product):
    """A machine; its web is asked by itself, not through what people know it by."""

    name: str = ""
    code: Path = ROOT
    address: str = "127.0.0.1"
    link: str = ""

    @property
    def web(self) -> str:
        return f"http://{self.address}:{self.env['PORT']}"

    @property
    def webhook(self) -> str:
        return f"{self.web}/callback"

    def boot(self, *names: str) -> None:
        """Starts the Procfile's processes of these names from its own working copy."""
        self.start(*names, release=self.code)

    def run(self, *words: str) -> str:
        """One of our commands, there."""
        return self.flask(*words, release=self.code)

    def die(self) -> None:
        """Its cable first, if it has one: nobody is told that its connections are over."""
        if self.link:
            ip("link", "set", self.link, "down")
        for name in list(self.processes):
            self.kill(name)


class Hosts:
    """Adds machines around one database and one LINE."""

    def __init__(self, url: str, line: Running, folder: Path) -> None:
        self.are_apart = _may_make_namespaces()
        self._url, self._line, self._folder = make_url(url), line, folder
        self._relays = Relays()
        self.all: list[Host] = []

    def add(self, name: str) -> Host:
        """One more machine, nothing running on it."""
        number = len(self.all)
        home = self._folder / name
        code = shutil.copytree(ROOT, home / "outreach", ignore=LEFT_BEHIND)
        here, there, inside, link = "127.0.0.1", "127.0.0.1", (), ""
        if self.are_apart:
            here, there = (f"{NETWORK}.{4 * number + end}" for end in (1, 2))
            inside, link = _machine(number, here, there)
        made = Host(
            env=self._environment(home, here, there, port=free_port()),
            line=self._line,
            world=home,
            log=home / "log",
            inside=inside,
            name=name,
            code=code,
            address=there,
            link=link,
        )
        self.all.append(made)
        return made

    def _environment(self, home: Path, here: str, there: str, *, port: int) -> dict[str, str]:
        """What design.md §2 names and any machine has; where others are, seen from there."""
        server = str(self._url.query.get("host", ""))
        place = (
            f"{server}/.s.PGSQL.{self._url.port or 5432}"
            if server.startswith("/")
            else (str(self._url.host), self._url.port or 5432)
        )
        database = self._url.set(host=here, port=self._relays.add(here, place), query={})
        line = self._relays.add(here, ("127.0.0.1", int(self._line.url.rpartition(":")[2])))
        return {
            "HOME": str(home),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "DATABASE_URL": database.render_as_string(hide_password=False),
            "SECRET_KEY": ",".join(KEYS),
            "PUBLIC_BASE_URL": f"http://{there}:{port}",
            "LINE_API_BASE": f"http://{here}:{line}",
            "SIMULATOR": "1",
            "PORT": str(port),
        }

    def called_line(self, host: Host) -> int:
        """How often that machine's processes opened a connection to LINE."""
        return self._relays.joined[int(host.env["LINE_API_BASE"].rpartition(":")[2])]

    def close(self) -> None:
        for host in self.all:
            for name in list(host.processes):
                host.kill(name)
            if host.link:
                ip("link", "delete", host.link, check=False)
                ip("netns", "delete", host.inside[-1], check=False)
        self._relays.close()


@contextmanager
def hosts_around(url: str, line: Running, folder: Path) -> Iterator[Hosts]:
    """Machines as they are wanted; none is left afterwards."""
    made = Hosts(url, line, folder)
    try:
        yield made
    finally:
        made.close()


def ip(*words: str, check: bool = True) -> bool:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.returncode == 0


def _may_make_namespaces() -> bool:
    name = f"outreach-{os.getpid()}-try"
    if shutil.which("ip") is None or not ip("netns", "add", name, check=False):
        return False
    return ip("netns", "delete", name, check=False)


def _machine(number: int, here: str, there: str) -> tuple[tuple[str, ...], str]:
    """A network namespace with one cable to ours: the words that run inside it, our cable's end."""
    space, link, end = f"outreach-{os.getpid()}-{number}", f"or{os.getpid()}.{number}", "cable"
    ip("netns", "add", space)
    ip("link", "add", link, "type", "veth", "peer", "name", end, "netns", space)
    for words in (
        ("addr", "add", f"{here}/30", "dev", link),
        ("link", "set", link, "up"),
        ("-n", space, "addr", "add", f"{there}/30", "dev", end),
        ("-n", space, "link", "set", end, "up"),
        ("-n", space, "link", "set", "lo", "up"),
    ):
        ip(*words)
    return ("ip", "netns", "exec", space), link


class Relays:
    """Brings the database's socket and the stand-in for LINE to addresses that others reach."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.joined: Counter[int] = Counter()
        """How many connections came through each port."""

    def add(self, address: str, to: str | tuple[str, int]) -> int:
        """The port there under which `to` is reached: a socket's path, or a host and its port."""
        opened = asyncio.start_server(lambda r, w: self._join(r, w, to), address, 0)
        server = asyncio.run_coroutine_threadsafe(opened, self._loop).result(timeout=10)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    async def _hang_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _join(self, reader: Any, writer: Any, to: str | tuple[str, int]) -> None:
        self.joined[writer.get_extra_info("sockname")[1]] += 1
        _watch(writer.get_extra_info("socket"))
        try:
            back, forth = await (
                asyncio.open_unix_connection(to)
                if isinstance(to, str)
                else asyncio.open_connection(*to)
            )
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pass(reader, forth), _pass(back, writer))


def _watch(line: socket.socket) -> None:
    """Notices within 35 s that a machine vanished, as PostgreSQL does of its own connections."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("IDLE", 20), ("INTVL", 5), ("CNT", 3)):
        line.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_KEEP{option}"), value)


async def _pass(reader: Any, writer: Any) -> None:
    with suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()
