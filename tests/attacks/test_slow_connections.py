"""The real server and its sockets: slow connections end, a body too large is refused unread."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.conftest import SECRET, make_stage, sign
from tests.conftest import KEYS, ROOT
from tests.product import BIN, free_port, until

THREADS = 32
"""gunicorn.conf.py: as many connections as these stop a server that waits for ever."""

BEGUN = b"POST /callback HTTP/1.1\r\nHost: x\r\nX-Line-Signature: x"
SLOW = {"headers": BEGUN, "body": BEGUN + b"\r\nContent-Length: 9999\r\n\r\n"}


@pytest.fixture
def server(sqlite_template: Path, tmp_path: Path) -> Iterator[int]:
    """The web process as the Procfile starts it; its port."""
    shutil.copy(sqlite_template, tmp_path / "outreach.db")
    url, port = f"sqlite:///{tmp_path / 'outreach.db'}", free_port()
    make_stage(url).wired.database.engine.dispose()
    env = {
        **{key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ},
        "DATABASE_URL": url,
        "SECRET_KEY": ",".join(KEYS),
        "LINE_API_BASE": "http://127.0.0.1:1",
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "a channel token",
        "LINE_BASIC_ID": "@bangsue",
        "PORT": str(port),
    }
    command = [str(BIN / "gunicorn"), "--log-level", "warning", "bot.app:create_app()"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        until(lambda: heard(port), "the server answers")
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def heard(port: int) -> bool:
    """Whether a signed webhook is answered, in the time LINE waits for."""
    raw = b'{"events":[]}'
    headers = {"X-Line-Signature": sign(raw)}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/callback", raw, headers)
    try:
        with urllib.request.urlopen(asked, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.parametrize("kind", list(SLOW))
def test_line_is_heard_again_while_slow_senders_still_send(server: int, kind: str) -> None:
    slow = [socket.create_connection(("127.0.0.1", server)) for _ in range(THREADS + 8)]
    for each in slow:
        each.sendall(SLOW[kind])
    done = threading.Event()
    trickle = threading.Thread(target=_send_slowly, args=(slow, done))
    trickle.start()
    try:
        until(lambda: not heard(server), "every thread waits for a slow sender")
        until(lambda: heard(server), "LINE is heard again")
    finally:
        done.set()
        trickle.join()
        for each in slow:
            each.close()


def _send_slowly(connections: list[socket.socket], done: threading.Event) -> None:
    while not done.wait(0.5):
        for each in connections:
            try:
                each.sendall(b"a")
            except OSError:
                continue


@pytest.mark.parametrize("length", [1024 * 1024 + 1, 2**31, 2**63])
def test_a_body_too_large_is_refused_before_it_is_sent(server: int, length: int) -> None:
    with socket.create_connection(("127.0.0.1", server), timeout=20) as connection:
        connection.sendall(
            b"POST /callback HTTP/1.1\r\nHost: x\r\nX-Line-Signature: x\r\n"
            b"Content-Length: %d\r\n\r\n" % length
        )
        assert connection.recv(64).startswith(b"HTTP/1.1 413")
    assert heard(server)
