"""The short form of `make faults`: every fault once on each engine, then every invariant."""

from pathlib import Path

import pytest

from tests.faults.faults import FAULTS, Dose
from tests.faults.invariants import sentences
from tests.faults.play import play

DAYS = [
    ["kill -9 web", "kill -9 worker", "kill -9 scheduler", "kill -9 any", "twice, out of order"],
    [name for name in FAULTS if name.startswith("LINE")],
    [name for name in FAULTS if name.startswith(("database", "connections", "disk", "power"))],
    ["clock jumps"],
]
"""What comes on one day; each day's people are asked again on the next."""

DOSE = Dose(seconds=1.2, times=1)


def test_the_days_and_the_releases_are_all_the_faults() -> None:
    played = {name for names in DAYS for name in names}
    assert played | {"none", "two releases"} == set(FAULTS)


def broken(days: list[list[str]], engine: str, log: Path) -> list[str]:
    """All that did not hold; skips where the machine cannot have the fault."""
    can = [[name for name in names if engine in FAULTS[name].engines] for names in days]
    found = []
    for cell in play(can, engine, DOSE, seed=7, at_least=8, patient=False, log=log):
        if cell.skipped:
            pytest.skip(f"{cell.fault}: {cell.skipped}")
        found += [f"after {cell.fault}: {each}" for each in sentences(cell.verdicts)]
    return found


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_invariant_holds_after_every_fault(engine: str, tmp_path: Path) -> None:
    assert broken(DAYS, engine, tmp_path / "processes.log") == []


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_two_releases_work_side_by_side_while_we_migrate(engine: str, tmp_path: Path) -> None:
    assert broken([["two releases"]], engine, tmp_path / "processes.log") == []
