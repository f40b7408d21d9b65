"""Every way LINE can answer, over a real socket, and the one outcome each becomes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from outbound import line_client
from outbound.line_client import LineClient, Outcome


@contextmanager
def server(answer: bytes, *, hang: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one request, says those bytes (or nothing), and closes."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []
    release = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += connection.recv(65536)
            seen.append(head + b"\r\n\r\n" + body)
            if hang:
                release.wait(10)
            connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        release.set()
        listener.close()


def http(status: int, body: bytes, headers: str = "", mimetype: str = "application/json") -> bytes:
    head = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {mimetype}\r\nContent-Length: {len(body)}\r\n"
        f"x-line-request-id: r-1\r\nConnection: close\r\n{headers}\r\n"
    )
    return head.encode() + body


CASES = [
    pytest.param(http(200, b'{"sentMessages":[{"id":"1"}]}'), Outcome.ACCEPTED, id="200"),
    pytest.param(http(200, b"{}"), Outcome.ACCEPTED, id="200 with nothing in it"),
    pytest.param(http(200, b"<html>"), Outcome.ACCEPTED, id="200 that is no JSON"),
    pytest.param(
        http(200, b"\xff\xfe", mimetype="text/plain; charset=nonsense"),
        Outcome.ACCEPTED,
        id="200 in no known encoding",
    ),
    pytest.param(
        http(400, b'{"message":"Invalid reply token"}'), Outcome.TOKEN_DEAD, id="dead token"
    ),
    pytest.param(
        http(400, b'{"message":"The request body has 1 error(s)"}'), Outcome.REFUSED, id="400"
    ),
    pytest.param(http(401, b'{"message":"Authentication failed"}'), Outcome.NOT_LET_IN, id="401"),
    pytest.param(http(403, b"{}"), Outcome.NOT_LET_IN, id="403"),
    pytest.param(http(409, b'{"message":"accepted"}'), Outcome.ACCEPTED_BEFORE, id="409"),
    pytest.param(http(413, b"{}"), Outcome.REFUSED, id="413"),
    pytest.param(
        http(429, b'{"message":"The API rate limit has been exceeded. Try again later."}'),
        Outcome.RATE_LIMITED,
        id="429 of the rate",
    ),
    pytest.param(
        http(429, b'{"message":"You have reached your monthly limit."}'),
        Outcome.ALLOWANCE_USED_UP,
        id="429 of the month",
    ),
    pytest.param(http(500, b"{}"), Outcome.SERVER_ERROR, id="500"),
    pytest.param(http(503, b"\xff\xfe not utf-8"), Outcome.SERVER_ERROR, id="503, unreadable"),
    pytest.param(b"", Outcome.UNKNOWN, id="the connection closes without a word"),
    pytest.param(b"HTTP/1.", Outcome.UNKNOWN, id="half a status line"),
]


@pytest.mark.parametrize(("answer", "outcome"), CASES)
def test_an_answer_becomes_one_outcome(answer: bytes, outcome: Outcome) -> None:
    with server(answer) as (url, _):
        client = LineClient(base_url=url, access_token="t")
        assert client.reply("token", [{"type": "text", "text": "x"}]).outcome is outcome


def test_silence_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_client, "TIMEOUT_S", (1.0, 0.2))
    with server(b"", hang=True) as (url, _):
        client = LineClient(base_url=url, access_token="t")
        assert client.push("U1", [], retry_key="k").outcome is Outcome.UNKNOWN


def test_a_closed_door_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = LineClient(base_url=f"http://127.0.0.1:{port}", access_token="t")
    assert client.reply("token", []).outcome is Outcome.NOT_SENT


def test_a_push_carries_its_retry_key_and_a_reply_carries_none() -> None:
    with server(http(200, b"{}")) as (url, seen):
        LineClient(base_url=url, access_token="t").push("U1", [], retry_key="key-7")
        assert b"X-Line-Retry-Key: key-7" in seen[0]
        assert b"Authorization: Bearer t" in seen[0]
    with server(http(200, b"{}")) as (url, seen):
        LineClient(base_url=url, access_token="t").reply("token", [])
        assert b"retry-key" not in seen[0].lower()


def test_the_words_leave_as_they_were_stored() -> None:
    message = {"type": "flex", "altText": "สวัสดี", "contents": {"type": "bubble", "new": 1}}
    with server(http(200, b"{}")) as (url, seen):
        LineClient(base_url=url, access_token="t").reply("token", [message])
    assert b'"new": 1' in seen[0] or b'"new":1' in seen[0]
