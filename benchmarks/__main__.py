"""`python -m benchmarks [--quick | --large] [--only PART] [--write]`."""

import argparse
import logging
import os
import platform
import re
from collections.abc import Callable
from pathlib import Path

import structlog

from benchmarks.desk import desk
from benchmarks.many import fairness, long_run, processes
from benchmarks.one_office import ingest, memory, openloop
from benchmarks.processes import BIN, free_port, running
from benchmarks.reminders import reminders
from benchmarks.report import Report
from benchmarks.scale import FULL, LARGE, QUICK, Size, history

Measure = Callable[[Report, int, Size], None]

PARTS: dict[str, Measure] = {
    "ingest": lambda report, line, size: ingest(report, line, size.seconds * 2),
    "openloop": lambda report, line, size: openloop(report, line, size.seconds * 4),
    "reminders": lambda report, line, size: reminders(report, line, size.seconds * 4),
    "desk": lambda report, line, _: desk(report, line),
    "memory": lambda report, line, size: memory(report, line, size.events),
}

SCALE: dict[str, Measure] = {
    "scale-history": history,
    "scale-fairness": fairness,
    "scale-processes": processes,
    "scale-memory": long_run,
}
"""What is asked for by name only: hours' worth of rows."""

RESULTS = Path(__file__).parent / "RESULTS.md"


def machine() -> str:
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick",
        action="store_const",
        dest="size",
        const=QUICK,
        default=FULL,
        help="a fraction of the time, rough figures",
    )
    size.add_argument(
        "--large",
        action="store_const",
        dest="size",
        const=LARGE,
        help="scale: 10^7 rows, a million events",
    )
    parser.add_argument("--only", choices=[*PARTS, "scale", *SCALE])
    parser.add_argument("--write", action="store_true", help="keep the tables in RESULTS.md")
    options = parser.parse_args()
    chosen = {None: PARTS, "scale": SCALE}.get(options.only) or {
        options.only: (PARTS | SCALE)[options.only]
    }
    line_port = free_port()
    # what the product logs in this process is no figure
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    print(machine(), flush=True)
    line = [str(BIN / "python"), "-m", "benchmarks.fake_line", str(line_port)]
    with running(line, dict(os.environ), line_port):
        for part, measure in chosen.items():
            report = Report()
            measure(report, line_port, options.size)
            if options.write:
                keep(part, report)


def keep(part: str, report: Report) -> None:
    """Writes the part's table into its own section of RESULTS.md; the others stay as they are."""
    heading = f"## {part}\n"
    section = f"{heading}\n{machine()}; all on one machine.\n\n{report.table()}\n"
    kept = RESULTS.read_text()
    old = re.search(rf"^{re.escape(heading)}.*?(?=^## |\Z)", kept, re.MULTILINE | re.DOTALL)
    before, after = (
        (kept[: old.start()], kept[old.end() :]) if old else (kept.rstrip() + "\n\n", "")
    )
    RESULTS.write_text((before + section + after).rstrip() + "\n")


if __name__ == "__main__":
    main()
