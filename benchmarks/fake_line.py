"""LINE, 100 ms away: answers replies, takes a token once, remembers when each arrived."""

import asyncio
import json
import sys
import time

AWAY_S = 0.1
arrived: dict[str, float] = {}
again: list[str] = []


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One kept-open connection."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            body = await reader.readexactly(length) if length else b""
            writer.write(await answer(head, body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def answer(head: bytes, body: bytes) -> bytes:
    """The log, or LINE's answer to a reply."""
    if head.startswith(b"GET /log"):
        return _http(200, {"arrived": arrived, "again": again})
    token = json.loads(body).get("replyToken", "")
    at = time.time()
    await asyncio.sleep(AWAY_S)
    if token in arrived:
        again.append(token)
        return _http(400, {"message": "Invalid reply token"})
    arrived[token] = at
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
