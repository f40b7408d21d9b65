"""Many at once: an office with a long queue beside quiet ones, many processes, a million events."""

import os
import time
from collections.abc import Sequence
from contextlib import ExitStack

from sqlalchemy import func, select

from benchmarks.offices import Office, asks, open_offices, season_bench
from benchmarks.one_office import peer
from benchmarks.processes import (
    BIN,
    WEB,
    WORKER,
    Bench,
    database,
    delays_ms,
    drained,
    free_port,
    only_ok,
    p99_of,
    pss_mib,
    running,
)
from benchmarks.report import Report
from benchmarks.scale import Size, handled_by_nobody
from models.session import Database
from models.webhook_event import IS_OPEN, WebhookEvent

NEAR_MS = 500
"""Beside a neighbour's queue an answer may take so much longer: what one may take at all."""

TO_HANDLE = 3_000
"""Events that wait when the workers start."""

SETTLES_S = 3
"""A process that has just started is not measured."""


def fairness(report: Report, line_port: int, size: Size) -> None:
    """One office's queue of so many, while every other gets an event a second."""
    others = max(size.offices) - 1
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url:
            bench = season_bench(url, line_port, run=30_000 if kind == "sqlite" else 40_000)
            opened = bench.opened()
            busy, *quiet = open_offices(opened, range(1, others + 2))
            alone = _answers(bench, opened, quiet, busy=None, size=size)
            beside = _answers(bench, opened, quiet, busy=busy, size=size)
            report.add(
                f"{kind}, {others} offices with an event a second, beside one with {size.backlog}",
                f"event to LINE p99 {alone[0]:.0f} ms alone, {beside[0]:.0f} ms beside, "
                f"{beside[1]} of its events left in the end",
                f"<= {NEAR_MS} ms more",
                beside[0] <= alone[0] + NEAR_MS and beside[1] > 0,
            )
            opened.engine.dispose()


def _answers(
    bench: Bench, opened: Database, quiet: Sequence[Office], *, busy: Office | None, size: Size
) -> tuple[float, int]:
    """The slowest hundredth of the quiet offices' answers, and what is left of the long queue."""
    spec = asks(bench, quiet)
    seconds = size.seconds * 2
    bench.line_forgets()
    with running(WEB, bench.env, bench.port):
        if busy is not None:
            prepared = {"per_post": 100, "prepared": size.backlog // 100}
            filled = bench.load(
                kind="closed", **asks(bench, [busy]), **prepared, seconds=600, connections=2
            )
            assert only_ok(filled), filled["statuses"]
        with running(WORKER, bench.env):
            bench.load(kind="open", **spec, rate=len(quiet), seconds=2)
            _wait_for_answers(bench)
            found = bench.load(kind="open", **spec, rate=len(quiet), seconds=seconds)
            time.sleep(3)
            log = bench.line_log()
            left = _open_events(opened)
    assert not log["astray"], log["astray"][:5]
    delays = delays_ms(found["posted"], log)
    unanswered = len(found["posted"]) - len(delays)
    handled_by_nobody(opened)
    return (float("inf") if unanswered else p99_of(delays)), left


def _wait_for_answers(bench: Bench) -> None:
    """Until the worker has sent something, and two seconds more."""
    while not bench.line_log()["calls"]:
        time.sleep(0.5)
    time.sleep(2)


def _open_events(opened: Database) -> int:
    with opened.reading() as session:
        return session.scalar(select(func.count()).where(WebhookEvent.state == IS_OPEN)) or 0


def processes(report: Report, line_port: int, size: Size) -> None:
    """The peer; on SQLite as shipped; on PostgreSQL so many of web and of worker each."""
    peers = peer(report, line_port, size.seconds)
    first: dict[str, float] = {}
    for kind, numbers in (("sqlite", (1,)), ("postgresql", size.processes)):
        with database(kind) as url:
            bench = season_bench(url, line_port, run=50_000 if kind == "sqlite" else 60_000)
            opened = bench.opened()
            offices = open_offices(opened, range(1, max(size.offices) + 1))
            for number in numbers:
                found = _with(bench, opened, offices, number, size)
                first = first if len(numbers) > 1 and number > 1 else found
                ratios = {name: found[name] / first[name] for name in ("stored", "answered")}
                report.add(
                    f"{kind}, {number} web, {number} worker processes",
                    f"{found['stored']:.0f} acknowledged/s ({found['stored'] / peers:.0f} x peer, "
                    f"{ratios['stored']:.2f} x one), "
                    f"p99 {found['ack']:.0f} ms; {found['answered']:.0f} answered/s "
                    f"({ratios['answered']:.2f} x), p99 at 50/s {found['p99']:.0f} ms; "
                    f"web {found['web']:.0f} MiB in all, a worker {found['worker']:.0f} MiB",
                )
            opened.engine.dispose()


def _with(
    bench: Bench, opened: Database, offices: Sequence[Office], number: int, size: Size
) -> dict[str, float]:
    """Rates a second, the slowest hundredths in ms, memory in MiB."""
    spec, seconds = asks(bench, offices), size.seconds
    web = [*WEB, "--workers", str(number)]
    with running(web, bench.env, bench.port) as server:
        time.sleep(SETTLES_S)
        bench.load(kind="closed", **spec, seconds=1, prepared=500, connections=8)
        prepared = int(seconds * 3000)
        fast = bench.load(kind="closed", **spec, seconds=seconds, prepared=prepared, connections=64)
        assert only_ok(fast), fast["statuses"]
        handled_by_nobody(opened, but=TO_HANDLE)
        bench.line_forgets()
        with ExitStack() as stack:
            workers = [stack.enter_context(running(WORKER, bench.env)) for _ in range(number)]
            drained(bench)
            log = bench.line_log()
            answered = log["calls"]["reply"] / log["seconds"]["reply"]
            found = bench.load(kind="open", **spec, rate=50, seconds=seconds)
            drained(bench)
            delays = delays_ms(found["posted"], bench.line_log())
            memory = pss_mib(server.pid), pss_mib(workers[0].pid)
    return {
        "stored": fast["rate"],
        "ack": fast["p99"],
        "answered": answered,
        "p99": p99_of(delays),
        "web": memory[0],
        "worker": memory[1],
    }


def long_run(report: Report, _line_port: int, size: Size) -> None:
    """Memory of web and worker after each tenth of so many events, LINE 5 ms away."""
    line_port = free_port()
    line = [str(BIN / "python"), "-m", "benchmarks.fake_line", str(line_port), "0.005"]
    for kind in ("sqlite", "postgresql"):
        with running(line, dict(os.environ), line_port), database(kind) as url:
            bench = season_bench(url, line_port, run=70_000 if kind == "sqlite" else 80_000)
            opened = bench.opened()
            spec = asks(bench, open_offices(opened, range(1, max(size.offices) + 1)))
            opened.engine.dispose()
            webs, workers = _memory(bench, spec, size.events)
            flat = all(each[-1] <= each[len(each) // 4] * 1.1 for each in (webs, workers))
            report.add(
                f"{kind}, web and worker over {size.events} events",
                f"web {_course(webs)} MiB, worker {_course(workers)} MiB",
                "at most a tenth more from a quarter on",
                flat,
            )


def _memory(bench: Bench, spec: dict[str, object], events: int) -> tuple[list[float], list[float]]:
    webs, workers = [], []
    posts = {"per_post": 100, "prepared": events // 1000}
    with running(WEB, bench.env, bench.port) as web, running(WORKER, bench.env) as worker:
        time.sleep(SETTLES_S)
        for part in range(10):
            bench.load(kind="closed", **spec, **posts, seconds=3600, connections=4)
            drained(bench, seconds=3600)
            bench.line_forgets()  # or it remembers a million tokens
            webs.append(pss_mib(web.pid))
            workers.append(pss_mib(worker.pid))
            done = (part + 1) * events // 10
            print(f"    after {done} events: {webs[-1]:.0f}, {workers[-1]:.0f} MiB", flush=True)
    return webs, workers


def _course(sizes: list[float]) -> str:
    """After a tenth, a quarter, a half and all of it."""
    return " · ".join(f"{sizes[at]:.0f}" for at in (0, len(sizes) // 4, len(sizes) // 2, -1))
