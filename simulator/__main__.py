"""The simulator's process: `python -m simulator`, only beside SIMULATOR=1 and no real channel."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from simulator.server import start

VAR = Path("var/simulator")


def number(env: Mapping[str, str], name: str, default: str) -> float:
    """The setting as a number; one that is none ends the start."""
    try:
        return float(env.get(name) or default)
    except ValueError:
        sys.exit(f"{name} ไม่ใช่ตัวเลข · {name} is not a number.")


def problems(env: Mapping[str, str], port: int) -> Iterator[str]:
    """Why the simulator must not start here, one sentence each."""
    if env.get("SIMULATOR") != "1":
        yield "ต้องตั้ง SIMULATOR=1 · Set SIMULATOR=1: the simulator is for rehearsals only."
    if "line.me" in env.get("LINE_API_BASE", ""):
        yield "LINE_API_BASE เป็นของ LINE จริง · LINE_API_BASE is LINE's own: unset it."
    for name in ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN"):
        if not (env.get(name) or "simulator").startswith("simulator"):
            yield f"{name} เป็นของจริง · {name} looks real: unset it beside the simulator."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            yield f"พอร์ต {port} ไม่ว่าง · Port {port} is in use: set SIMULATOR_PORT."


def main() -> None:
    """Runs until told to stop."""
    env = os.environ
    port = int(number(env, "SIMULATOR_PORT", "8001"))
    wrong = list(problems(env, port))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        sys.exit(2)
    running = start(
        port=port,
        webhook=env.get("SIMULATOR_WEBHOOK", "http://127.0.0.1:8000/callback"),
        secret=env.get("LINE_CHANNEL_SECRET") or "simulator-secret",
        token=env.get("LINE_CHANNEL_ACCESS_TOKEN") or "simulator-token",
        basic_id=env.get("LINE_BASIC_ID") or "@simulator",
        world=Path(env.get("SIMULATOR_WORLD", VAR / "world.json")),
        clock=Path(env.get("SIMULATOR_CLOCK", VAR / "clock")),
        clock_offset=number(env, "CLOCK_OFFSET", "0"),
    )
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    stopped.wait()
    running.stop()


if __name__ == "__main__":
    main()
