"""Posts signed webhooks and times the answers; a process of its own, so it shares no lock.

`closed`: N connections, each posting as soon as it was answered, for T seconds.
`open`: posts at fixed moments whatever happened before, so that a stall is not hidden.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time
from typing import Any

PREPARED = 60_000
"""Bodies signed before the clock starts."""


def request(spec: dict[str, Any], numbers: range, *, again: bool = False) -> bytes:
    """One HTTP request with a text event for each number, each from another person.

    With `offices` it is for one of them, whose turn the first number says; an office is its slug,
    its secret and a code of its own.
    """
    office = _office(spec, numbers.start)
    events = [message(spec, number, again=again) for number in numbers]
    body = json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
    path = f"/callback/{office['slug']}" if office["slug"] else "/callback"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"X-Line-Signature: {signature(body, office['secret'])}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _office(spec: dict[str, Any], number: int) -> dict[str, str]:
    offices = spec.get("offices") or [{"slug": "", "secret": spec["secret"], "code": spec["code"]}]
    chosen: dict[str, str] = offices[number % len(offices)]
    return chosen


def message(spec: dict[str, Any], number: int, *, again: bool = False) -> dict[str, Any]:
    """A stranger's text event; of several offices, its reply token says whose it is."""
    run, office = spec["run"], _office(spec, number)
    token = f"{run}-{number}"
    return {
        "type": "message",
        "mode": "active",
        "timestamp": int((time.time() + spec.get("clock_offset", 0)) * 1000) - 5,
        "source": {"type": "user", "userId": f"U{run:08x}{number:024x}"},
        "webhookEventId": f"{run:08d}{number:018d}",
        "deliveryContext": {"isRedelivery": again},
        "replyToken": f"{office['slug']}:{token}" if office["slug"] else token,
        "message": {"type": "text", "id": str(number), "quoteToken": "q", "text": office["code"]},
    }


def signature(body: bytes, secret: str) -> str:
    """As LINE signs (line-platform.md §1)."""
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    return base64.b64encode(digest).decode()


class Connection:
    """One kept-open connection; opened again where the server closes each (sync workers)."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, data: bytes) -> int:
        """The status; 0 when the connection broke."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._streams
            writer.write(data)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            if b"connection: close" in head:
                writer.close()
                self._streams = None
            return int(head.split(b" ")[1])
        except (OSError, asyncio.IncompleteReadError):
            self._streams = None
            return 0


async def closed(spec: dict[str, Any]) -> dict[str, Any]:
    """N connections as fast as they are answered."""
    per_post = spec.get("per_post", 1)
    count = spec.get("prepared", PREPARED)
    prepared = iter([request(spec, range(n * per_post, (n + 1) * per_post)) for n in range(count)])
    times: list[float] = []
    statuses: dict[int, int] = {}
    stop_at = time.perf_counter() + spec["seconds"]
    started = time.perf_counter()

    async def one() -> None:
        connection = Connection(spec["port"])
        for data in prepared:
            if time.perf_counter() > stop_at:
                return
            before = time.perf_counter()
            status = await connection.post(data)
            times.append(time.perf_counter() - before)
            statuses[status] = statuses.get(status, 0) + 1

    await asyncio.gather(*(one() for _ in range(spec["connections"])))
    return summary(times, statuses, time.perf_counter() - started)


async def opened(spec: dict[str, Any]) -> dict[str, Any]:
    """`rate` posts a second, every 20th of them a second delivery of an earlier event."""
    total = int(spec["rate"] * spec["seconds"])
    times: list[float] = []
    statuses: dict[int, int] = {}
    posted: dict[str, float] = {}
    idle = [Connection(spec["port"]) for _ in range(64)]
    first = [request(spec, range(n, n + 1)) for n in range(total)]
    second = [request(spec, range(n, n + 1), again=True) for n in range(total)]
    started, wall = time.perf_counter(), time.time()

    async def one(number: int) -> None:
        due = number / spec["rate"]
        await asyncio.sleep(max(0.0, started + due - time.perf_counter()))
        again = number % 20 == 19
        which = number - 10 if again else number
        connection = idle.pop() if idle else Connection(spec["port"])
        if not again:
            posted[message(spec, which)["replyToken"]] = wall + due
        status = await connection.post((second if again else first)[which])
        times.append(time.perf_counter() - started - due)
        statuses[status] = statuses.get(status, 0) + 1
        idle.append(connection)

    await asyncio.gather(*(one(number) for number in range(total)))
    found = summary(times, statuses, time.perf_counter() - started)
    return {**found, "posted": posted}


def summary(times: list[float], statuses: dict[int, int], seconds: float) -> dict[str, Any]:
    """Rate of 200s and percentiles in milliseconds."""
    ordered = sorted(times) or [0.0]
    return {
        "rate": statuses.get(200, 0) / seconds,
        "p50": 1000 * ordered[len(ordered) // 2],
        "p99": 1000 * ordered[int(len(ordered) * 0.99)],
        "statuses": statuses,
    }


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    print(json.dumps(asyncio.run({"closed": closed, "open": opened}[asked["kind"]](asked))))
