"""LINE, 100 ms away: takes a reply token or retry key once, keeps its rate limits, remembers when.

Of every call it knows when it came; a call beyond LINE's rate (line-platform.md §2) is a 429. Each
channel, told by its access token, has rates of its own. A reply token that names its office
("office3:…") must come with that office's access token ("token of office3"), or it went astray.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

AWAY_S = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
RATES = {"reply": 2000, "push": 2000, "multicast": 200}
"""Calls a second; a token bucket that holds one second's."""


@dataclass
class Bucket:
    """What is left of one method's rate."""

    rate: int
    left: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(self.rate, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


arrived: dict[str, float] = {}
again: list[str] = []
recipients: Counter[str] = Counter()
calls: Counter[str] = Counter()
first_at: dict[str, float] = {}
last_at: dict[str, float] = {}
astray: list[str] = []
buckets: dict[tuple[str, str], Bucket] = {}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One kept-open connection."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length, key, bearer = 0, "", ""
            for line in head.split(b"\r\n"):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                if name.lower() == b"x-line-retry-key":
                    key = value.strip().decode()
                if name.lower() == b"authorization":
                    bearer = value.decode().partition("Bearer ")[2].strip()
            body = await reader.readexactly(length) if length else b""
            writer.write(await answer(head, body, key, bearer))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def answer(head: bytes, body: bytes, key: str, bearer: str) -> bytes:
    """The log, or LINE's answer to a message."""
    if head.startswith(b"GET /log"):
        logged = {
            "arrived": arrived,
            "again": again,
            "astray": astray,
            "calls": calls,
            "recipients": len(recipients),
            "twice": sum(count > 1 for count in recipients.values()),
            "seconds": {m: last_at[m] - first_at[m] for m in first_at},
        }
        return _http(200, logged)
    if head.startswith(b"POST /forget"):
        for kept in (arrived, recipients, calls, first_at, last_at):
            kept.clear()
        again.clear()
        astray.clear()
        return _http(200, {})
    method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
    asked = json.loads(body)
    once = asked.get("replyToken") or key
    at = time.time()
    first_at.setdefault(method, at)
    owner, _, rest = once.partition(":")
    if rest and bearer != f"token of {owner}":
        astray.append(once)
    rate = RATES[method]
    if not buckets.setdefault((bearer, method), Bucket(rate, rate)).take():
        calls[f"{method} 429"] += 1
        return _http(429, {"message": "The API rate limit has been exceeded. Try again later."})
    await asyncio.sleep(AWAY_S)
    last_at[method] = time.time()
    if once in arrived:
        again.append(once)
        is_reply = method == "reply"
        message = "Invalid reply token" if is_reply else "The retry key is already accepted"
        return _http(400 if is_reply else 409, {"message": message})
    arrived[once] = at
    calls[method] += 1
    to = asked.get("to", [])
    recipients.update([to] if isinstance(to, str) else to)
    return _http(200, {"sentMessages": [{"id": "1", "quoteToken": "q"}]})


def _http(status: int, content: object) -> bytes:
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


async def main() -> None:
    """Serves until killed."""
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
