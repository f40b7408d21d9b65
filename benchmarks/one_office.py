"""One office: acknowledgements beside a peer and a floor, the way to LINE, memory."""

import json
import time

from benchmarks.processes import (
    BIN,
    WEB,
    WORKER,
    Bench,
    database,
    delays_ms,
    drained,
    only_ok,
    p99_of,
    pss_mib,
    running,
)
from benchmarks.report import Report


def ready(bench: Bench) -> str:
    """Migrated, loaded, with one counter; its code."""
    bench.flask("migrate")
    bench.flask("campaign", "load", "campaigns/bangsue-2570.yaml")
    made = json.loads(bench.flask("qr", "make", "--unit", "works", "--label", "1", "--json"))
    code: str = made[0]["code"]
    return code


def ingest(report: Report, line_port: int, seconds: float) -> None:
    """Acknowledgements beside the peer and beside the floor."""
    peer_rate = peer(report, line_port, seconds)
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url:
            bench = Bench(url, line_port, run=1000 if kind == "sqlite" else 2000)
            code = ready(bench)
            floor_rate = floor(report, bench, code, kind, seconds)
            prepared = int(seconds * 3000)
            spec = {"kind": "closed", "code": code, "seconds": seconds, "prepared": prepared}
            with running(WEB, bench.env, bench.port):
                bench.load(**{**spec, "seconds": 1, "prepared": 500}, connections=8)
                alone = bench.load(**spec, connections=64)
                share = alone["rate"] / floor_rate
                report.add(
                    f"{kind}, 64 connections, no worker",
                    f"{alone['rate']:.0f}/s, {share:.2f} x floor",
                    ">= 0.8 x floor",
                    share >= 0.8 and only_ok(alone),
                )
                with running(WORKER, bench.env):
                    drained(bench)
                    beside(report, bench, spec, kind, peer_rate)


def beside(
    report: Report, bench: Bench, spec: dict[str, object], kind: str, peer_rate: float
) -> None:
    """The same with the worker handling and sending at the same time."""
    many = bench.load(**spec, connections=64)
    ratio = many["rate"] / peer_rate
    report.add(
        f"{kind}, 64 connections, worker sending",
        f"{many['rate']:.0f}/s, {ratio:.0f} x peer, p99 {many['p99']:.0f} ms, {many['statuses']}",
        ">= 40 x peer, p99 <= 150 ms",
        ratio >= 40 and many["p99"] <= 150 and only_ok(many),
    )
    drained(bench)
    few = bench.load(**spec, connections=16)
    most = 40 if kind == "postgresql" else 80
    report.add(
        f"{kind}, 16 connections, worker sending",
        f"{few['rate']:.0f}/s, p99 {few['p99']:.0f} ms",
        f"p99 <= {most} ms",
        few["p99"] <= most and only_ok(few),
    )


def peer(report: Report, line_port: int, seconds: float) -> float:
    """Flask and two sync workers that reply inside the request."""
    bench = Bench("sqlite://", line_port, run=1)
    command = [
        str(BIN / "gunicorn"),
        "-c",
        "/dev/null",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{bench.port}",
        "benchmarks.peer_sdk:app",
    ]
    with running(command, bench.env, bench.port):
        time.sleep(3)
        spec = {"kind": "closed", "code": "EIT-0000000", "prepared": 2000}
        found = bench.load(**spec, seconds=seconds, connections=64)
    report.add(
        "peer: SDK replying in the request, 2 sync workers",
        f"{found['rate']:.1f}/s, p99 {found['p99']:.0f} ms",
    )
    return float(found["rate"])


def floor(report: Report, bench: Bench, code: str, kind: str, seconds: float) -> float:
    """Verify and store only, served as we are served."""
    processes = "1" if kind == "sqlite" else "2"
    script = "from benchmarks.floor import engine, events; events.create(engine)"
    with running([str(BIN / "python"), "-c", script], bench.env) as process:
        process.wait(timeout=30)
    command = [
        str(BIN / "gunicorn"),
        "-c",
        "/dev/null",
        "-k",
        "gthread",
        "--threads",
        "32",
        "--keep-alive",
        "75",
        "-w",
        processes,
        "-b",
        f"127.0.0.1:{bench.port}",
        "benchmarks.floor:app",
    ]
    with running(command, bench.env, bench.port):
        time.sleep(2)
        spec = {"kind": "closed", "code": code, "prepared": int(seconds * 3000)}
        bench.load(**{**spec, "prepared": 500}, seconds=1, connections=8)
        found = bench.load(**spec, seconds=seconds, connections=64)
    report.add(f"floor on {kind}", f"{found['rate']:.0f}/s, p99 {found['p99']:.0f} ms")
    return float(found["rate"])


def openloop(report: Report, line_port: int, seconds: float) -> None:
    """200 events a second, 5% delivered again: answers, and the way to LINE."""
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url:
            bench = Bench(url, line_port, run=3000 if kind == "sqlite" else 4000)
            code = ready(bench)
            with running(WEB, bench.env, bench.port), running(WORKER, bench.env):
                time.sleep(5)
                bench.load(kind="open", code=code, rate=100, seconds=3)  # warm, as on any day
                drained(bench)
                found = bench.load(kind="open", code=code, rate=200, seconds=seconds)
                time.sleep(3)
                log = bench.line_log()
            posted = found["posted"]
            delays = delays_ms(posted, log)
            unanswered = len(posted) - len(delays)
            twice = sum(token in posted for token in log["again"])
            p99 = p99_of(delays)
            all_ok = set(found["statuses"]) == {"200"}
            report.add(
                f"{kind}, open loop 200/s",
                f"{found['statuses']}, p99 {found['p99']:.0f} ms",
                "all 200, p99 <= 50 ms",
                all_ok and found["p99"] <= 50,
            )
            report.add(
                f"{kind}, event to LINE call",
                f"p99 {p99:.0f} ms, {unanswered} unanswered, {twice} answered twice",
                "p99 <= 500 ms, none, none",
                p99 <= 500 and not unanswered and not twice,
            )


def memory(report: Report, line_port: int, events: int) -> None:
    """Web and worker together, before and after many events."""
    with database("sqlite") as url:
        bench = Bench(url, line_port, run=5000)
        code = ready(bench)
        with running(WEB, bench.env, bench.port) as web, running(WORKER, bench.env) as worker:
            time.sleep(5)
            sizes = []
            for part in range(4):
                bench.load(
                    kind="closed",
                    code=code,
                    seconds=600,
                    connections=4,
                    per_post=100,
                    prepared=events // 400,
                )
                drained(bench)
                sizes.append(pss_mib(web.pid) + pss_mib(worker.pid))
                print(
                    f"    after {(part + 1) * events // 4} events: {sizes[-1]:.0f} MiB", flush=True
                )
    report.add(
        f"web and worker after {events} events",
        f"{sizes[-1]:.0f} MiB (a quarter in: {sizes[0]:.0f})",
        "<= 230 MiB, flat",
        sizes[-1] <= 230 and sizes[-1] <= sizes[0] * 1.1,
    )
