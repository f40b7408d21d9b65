"""The table of faults and invariants, printed as it grows and kept in docs/reliability.md."""

from collections.abc import Iterable, Sequence

from tests.conftest import ROOT
from tests.faults.databases import ENGINES
from tests.faults.faults import FAULTS
from tests.faults.invariants import INVARIANTS
from tests.faults.play import Cell

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: written by `make faults` -->", "<!-- faults: end -->"
HEAD = ("fault", "engine", "struck", "people", "events", *INVARIANTS)
NOT_DONE = "not done: "


def row(cell: Cell) -> str:
    """One line of the table; “333 · 0” is checked and broken."""
    if cell.skipped:
        words = [cell.fault, cell.engine, NOT_DONE + cell.skipped, *[""] * (len(HEAD) - 3)]
    else:
        counts = [f"{each.checked} · {len(each.wrong)}" for each in cell.verdicts.values()]
        facts = [cell.struck, cell.people, cell.events]
        words = [cell.fault, cell.engine, *map(str, facts), *counts]
    return f"| {' | '.join(words)} |"


def rows_of(output: Iterable[str]) -> list[str]:
    """The rows in what a run printed, in the table's order; what it did not come to is said."""
    found = {
        (words[0], words[1]): line.strip()
        for line in output
        if (words := _words(line)) and words[0] in FAULTS
    }
    every = [(fault, engine) for fault in FAULTS for engine in ENGINES]
    return [found.get(each) or row(Cell(*each, skipped="not in this run")) for each in every]


def _words(line: str) -> list[str]:
    return [word.strip() for word in line.strip().strip("|").split("|")] if "|" in line else []


def struck(rows: Sequence[str]) -> dict[str, int]:
    """How often each fault struck, on both engines together."""
    counts = dict.fromkeys(FAULTS, 0)
    for words in _done(rows):
        counts[words[0]] += int(words[2])
    return counts


def _done(rows: Sequence[str]) -> list[list[str]]:
    return [words for words in map(_words, rows) if not words[2].startswith(NOT_DONE)]


def table(rows: Sequence[str]) -> str:
    """All rows under their heads, and the sums."""
    columns = list(zip(*_done(rows), strict=True))[2:]
    rule = "|---|---|" + "---:|" * (len(HEAD) - 2)
    total = f"| **all** | | {' | '.join(map(_sum, columns))} |"
    return "\n".join([f"| {' | '.join(HEAD)} |", rule, *rows, total])


def _sum(column: Sequence[str]) -> str:
    parts = zip(*([int(part) for part in each.split(" · ")] for each in column), strict=True)
    return " · ".join(str(sum(each)) for each in parts)


def legend(rows: Sequence[str]) -> str:
    """What each fault and each invariant means."""
    names = dict.fromkeys(_words(each)[0] for each in rows)
    faults = [f"- **{name}**: {FAULTS[name].how}." for name in names]
    rules = [f"- **{name}**: {_first_line(rule.__doc__)}" for name, rule in INVARIANTS.items()]
    return "\n".join(["Faults:", "", *faults, "", "Invariants:", "", *rules])


def _first_line(words: str | None) -> str:
    return (words or "").strip().partition("\n")[0]


def write(rows: Sequence[str], *, how: str) -> None:
    """Puts table and legend between the page's marks; the rest of the page is left alone."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    section = f"{BEGIN}\n\n{how}\n\n{table(rows)}\n\n{legend(rows)}\n\n{END}"
    PAGE.write_text(f"{before}{section}{after}", encoding="utf-8")
