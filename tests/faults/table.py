"""The table of faults and invariants, printed as it grows and kept in docs/reliability.md."""

from collections.abc import Iterable, Sequence

from tests.conftest import ROOT
from tests.faults.faults import FAULTS
from tests.faults.invariants import INVARIANTS
from tests.faults.play import Cell

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: written by `make faults` -->", "<!-- faults: end -->"
HEAD = ("fault", "engine", "struck", "people", "events", *INVARIANTS)


def row(cell: Cell) -> str:
    """One line of the table; “333 · 0” is checked and broken."""
    if cell.skipped:
        words = [cell.fault, cell.engine, f"not done: {cell.skipped}", *[""] * (len(HEAD) - 3)]
    else:
        counts = [f"{each.checked} · {len(each.wrong)}" for each in cell.verdicts.values()]
        facts = [cell.struck, cell.people, cell.events]
        words = [cell.fault, cell.engine, *map(str, facts), *counts]
    return f"| {' | '.join(words)} |"


def table(cells: Iterable[Cell]) -> str:
    """All rows under their heads, and the sums."""
    done = list(cells)
    sums = [
        f"{sum(cell.verdicts[name].checked for cell in done if cell.verdicts)} · "
        f"{sum(len(cell.verdicts[name].wrong) for cell in done if cell.verdicts)}"
        for name in INVARIANTS
    ]
    facts = [
        sum(each) for each in zip(*((c.struck, c.people, c.events) for c in done), strict=True)
    ]
    total = f"| **all** | | {' | '.join([*map(str, facts), *sums])} |"
    rule = "|---|---|" + "---:|" * (len(HEAD) - 2)
    return "\n".join([f"| {' | '.join(HEAD)} |", rule, *map(row, done), total])


def legend(names: Sequence[str]) -> str:
    """What each fault and each invariant means."""
    faults = [f"- **{name}**: {FAULTS[name].how}." for name in names]
    rules = [f"- **{name}**: {_first_line(rule.__doc__)}" for name, rule in INVARIANTS.items()]
    return "\n".join(["Faults:", "", *faults, "", "Invariants:", "", *rules])


def _first_line(words: str | None) -> str:
    return (words or "").strip().partition("\n")[0]


def write(cells: Sequence[Cell], *, how: str) -> None:
    """Puts table and legend between the page's marks; the rest of the page is left alone."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    names = list(dict.fromkeys(cell.fault for cell in cells))
    section = f"{BEGIN}\n\n{how}\n\n{table(cells)}\n\n{legend(names)}\n\n{END}"
    PAGE.write_text(f"{before}{section}{after}", encoding="utf-8")
