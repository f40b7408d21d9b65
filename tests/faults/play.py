"""One fault on one engine: days of work, the fault in their middle, and what held afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time as hour
from pathlib import Path
from signal import SIGTERM

from sqlalchemy import select

from models.campaign import Campaign
from tests.conftest import ROOT
from tests.faults.databases import NotHere, engine
from tests.faults.faults import FAULTS, Dose, Fault
from tests.faults.invariants import Aftermath, Verdict, judge
from tests.faults.people import Crowd
from tests.faults.releases import previous_release
from tests.faults.world import World, world_on

APART = 5
"""Working days between two days that are played: who agreed on one is reminded on the next."""


@dataclass
class Cell:
    """One row of the table; `skipped` says why there is nothing to tell."""

    fault: str
    engine: str
    struck: int = 0
    people: int = 0
    events: int = 0
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    skipped: str = ""

    @property
    def held(self) -> bool:
        return not any(verdict.wrong for verdict in self.verdicts.values())


def play_day(world: World, faults: Sequence[Fault], dose: Dose, *, at_least: int) -> int:
    """A working day: the round of the morning, people, the faults; how often they struck."""
    world.evening_before(APART)
    world.move_to(world.day, hour(9, 0, 5))
    crowd = Crowd(world, seed=f"{world.seed} {world.day}", at_least=at_least)
    crowd.start()
    try:
        if world.round_of_today() is not None:
            world.restart("scheduler", SIGTERM)  # it looks at once, not when two minutes are over
        struck = sum(fault.inject(world, dose) for fault in faults)
    finally:
        world.heal()
        crowd.finish()
    world.settle()
    return struck


def judged(world: World, *, clock_was_steady: bool) -> Mapping[str, Verdict]:
    """Every invariant, asked of the world at rest."""
    with world.database.reading() as session:
        after = Aftermath(
            session=session,
            campaign=session.scalars(select(Campaign)).one(),
            record=world.record,
            sent=list(zip(world.sent.moments, world.sent, strict=True)),
            day=world.day,
            ready=world.is_ready(),
            ended_by_themselves=world.ended_by_themselves,
            clock_was_steady=clock_was_steady,
        )
        return judge(after)


def play(
    groups: Sequence[Sequence[str]],
    engine_name: str,
    dose: Dose,
    *,
    seed: int,
    at_least: int,
    patient: bool,
    log: Path | None = None,
) -> Iterator[Cell]:
    """One world, five working days from group to group; each group's faults come on one day.

    Four groups at most: after thirty days handled events are purged, and cannot be found again.
    """
    faults = [[FAULTS[name] for name in names] for names in groups]
    cells = [Cell(", ".join(names), engine_name) for names in groups]
    steady = True
    try:
        with _world(faults, engine_name, f"{seed} {groups}", log) as world:
            world.patient = patient
            for cell, some in zip(cells, faults, strict=True):
                steady = steady and all(fault.steady_clock for fault in some)
                _fill(cell, world, some, dose, at_least=at_least)
                cell.verdicts = judged(world, clock_was_steady=steady)
                yield cell
    except NotHere as why:
        for cell in cells:
            if not cell.verdicts:
                cell.skipped = str(why)
                yield cell


def _fill(cell: Cell, world: World, faults: Sequence[Fault], dose: Dose, *, at_least: int) -> None:
    people, events = len(world.people), len(world.record.acknowledged)
    cell.struck = play_day(world, faults, dose, at_least=at_least)
    cell.people = len(world.people) - people
    cell.events = len(world.record.acknowledged) - events


@contextmanager
def _world(
    groups: Sequence[Sequence[Fault]], engine_name: str, seed: str, log: Path | None
) -> Iterator[World]:
    faults = [fault for some in groups for fault in some]
    small_disk = any(fault.small_disk for fault in faults)
    with engine(engine_name, small_disk=small_disk) as database:
        if any(fault.from_previous_release for fault in faults):
            with (
                previous_release() as release,
                world_on(database, seed=seed, release=release, log=log) as world,
            ):
                yield world
        else:
            with world_on(database, seed=seed, release=ROOT, log=log) as world:
                yield world
