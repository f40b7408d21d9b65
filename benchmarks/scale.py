"""Does cost follow the work at hand, and not history or neighbours?

Each office's acts are timed with little history and one office, with many offices, and with much
history; the same work each time. What purges and recounts at night must keep nobody waiting.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from benchmarks.history import HOUR, KEPT, Pouring, settle_down
from benchmarks.night import night
from benchmarks.offices import NOW, Office, asks, open_offices, season_bench
from benchmarks.operations import Stage, times
from benchmarks.processes import (
    WEB,
    WORKER,
    Bench,
    database,
    delays_ms,
    drained,
    only_ok,
    p99_of,
    running,
)
from benchmarks.report import Report
from models.base import batches
from models.campaign import Instrument
from models.job_run import JobRun
from models.session import Database
from models.webhook_event import IS_OPEN, EventState, WebhookEvent
from reports.all_offices import all_offices
from scheduler.reminder_jobs import LOOK, keep_reminding

MOST_SHARE, SLACK_MS = 1.5, 2
"""Of an act's time with one office and little history; and the noise of a shared clock."""


@dataclass(frozen=True)
class Size:
    """How much of everything; `rows` are of the first office, all others have the least."""

    offices: tuple[int, ...]
    rows: tuple[int, ...]
    repeats: int
    seconds: float
    backlog: int
    processes: tuple[int, ...]
    events: int


QUICK = Size((1, 5), (10_000, 100_000), 5, 2, 5_000, (1, 2), 2_000)
FULL = Size((1, 5, 50), (10_000, 1_000_000), 11, 8, 100_000, (1, 2, 4, 8), 100_000)
LARGE = Size((1, 5, 50), (10_000, 1_000_000, 10_000_000), 11, 8, 100_000, (1, 2, 4, 8), 1_000_000)


def history(report: Report, line_port: int, size: Size) -> None:
    """One office's acts on both engines, as offices join and as its history grows."""
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url:
            bench = season_bench(url, line_port, run=10_000 if kind == "sqlite" else 20_000)
            opened = bench.opened()
            stages = list(_stages(report, bench, opened, kind, size))
            _compare(report, kind, stages)
            opened.engine.dispose()


Figures = dict[str, float]


def _stages(
    report: Report, bench: Bench, opened: Database, kind: str, size: Size
) -> Iterator[tuple[str, Figures]]:
    """What was measured at each size, under its name: first offices grow in number, then one."""
    least, *more = size.rows
    offices = open_offices(opened, range(1, 2))
    _room(report, opened, offices[0], kind, least)
    stage, before = Stage(bench, opened, offices[0]), least
    settle_down(opened)
    for number in size.offices:
        offices += [_join(opened, n, least) for n in range(len(offices) + 1, number + 1)]
        settle_down(opened)
        name = f"{number} office{'s' * (number > 1)}, {least} rows each"
        yield name, _measure(report, bench, stage, offices, f"{kind}, {name}", size)
    for rows in more:
        pouring = Pouring(opened, offices[0], salt=rows)
        pouring.past(rows - before)
        pouring.people(_people(rows) - _people(before), answered=True)
        settle_down(opened)
        before, name = rows, f"{len(offices)} offices, {rows} rows of one"
        yield name, _measure(report, bench, stage, offices, f"{kind}, {name}", size)


def _people(rows: int) -> int:
    """Who wrote or scanned so often: 2,000 to 200,000."""
    return min(max(2_000, rows // 50), 200_000)


def _join(opened: Database, number: int, rows: int) -> Office:
    """One more office with the least of history."""
    (office,) = open_offices(opened, range(number, number + 1))
    pouring = Pouring(opened, office, salt=number)
    pouring.past(rows)
    pouring.people(_people(rows), answered=True)
    return office


def _room(report: Report, opened: Database, office: Office, kind: str, rows: int) -> None:
    """The first office's least of history, and how much room each kind of row takes."""
    pouring, past = Pouring(opened, office, salt=1), {"since": NOW - KEPT, "until": NOW - HOUR}
    kinds = {
        "event": (lambda: pouring.events(rows * 40 // 100, **past), rows * 40 // 100),
        "message": (lambda: pouring.messages(rows * 35 // 100, **past), rows * 35 // 100),
        "scan": (lambda: pouring.visits(rows * 25 // 100, **past), rows * 25 // 100),
        "person": (lambda: pouring.people(_people(rows), answered=True), _people(rows)),
    }
    room = []
    for name, (pour, number) in kinds.items():
        before = _bytes(opened)
        pour()
        room.append(f"{name} {(_bytes(opened) - before) / number:.0f}")
    report.add(f"{kind}, bytes a row with its indexes", ", ".join(room))


def _bytes(opened: Database) -> int:
    query = "SELECT pg_database_size(current_database())"
    if opened.is_sqlite:
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with opened.reading() as session:
        return int(session.connection().exec_driver_sql(query).scalar() or 0)


def _measure(
    report: Report, bench: Bench, stage: Stage, offices: list[Office], name: str, size: Size
) -> Figures:
    """The acts inside one process, the night's work, and the way through all processes."""
    opened = stage.database
    found = times(stage, size.repeats)
    found |= _looks(opened, len(offices))
    night(report, stage, name)
    found |= _through(bench, stage, size.seconds)
    print(f"    {name}: " + ", ".join(f"{k} {v:.1f}" for k, v in found.items()), flush=True)
    return found


def _looks(opened: Database, offices: int) -> Figures:
    """Milliseconds of what goes over all offices, on a quiet Sunday evening; quickest of three."""
    sunday = NOW - timedelta(days=3) + timedelta(hours=7)

    def sums() -> None:
        with opened.reading() as session:
            assert len(all_offices(session, Instrument.EIT, now=NOW)) == offices

    def once(act: Callable[[], object]) -> float:
        start = time.perf_counter()
        act()
        return (time.perf_counter() - start) * 1000

    def quickest(act: Callable[[], object]) -> float:
        return min(once(act) for _ in range(3))

    with opened.transaction() as session:
        session.execute(delete(JobRun).where(JobRun.job == LOOK))
    return {
        "every half hour, an office": once(lambda: keep_reminding(opened, sunday)) / offices,
        "every two minutes, over all": quickest(lambda: keep_reminding(opened, sunday)),
        "sums of all, an office": quickest(sums) / offices,
    }


def _through(bench: Bench, stage: Stage, seconds: float) -> Figures:
    """By HTTP, to the first office: as fast as it goes without a worker, then 50 a second with."""
    spec = asks(bench, [stage.office])
    bench.line_forgets()
    with running(WEB, bench.env, bench.port):
        bench.load(kind="closed", **spec, seconds=1, prepared=300, connections=8)
        prepared = int(seconds * 2500)
        fast = bench.load(kind="closed", **spec, seconds=seconds, prepared=prepared, connections=16)
        handled_by_nobody(stage.database)
        with running(WORKER, bench.env):
            time.sleep(3)
            bench.load(kind="open", **spec, rate=20, seconds=2)  # warm, as on any day
            drained(bench)
            found = bench.load(kind="open", **spec, rate=50, seconds=seconds)
            drained(bench)
            log = bench.line_log()
    assert only_ok(fast), fast["statuses"]
    assert only_ok(found), found["statuses"]
    assert not log["astray"], log["astray"][:5]
    delays = delays_ms(found["posted"], log)
    assert len(delays) == len(found["posted"]), "unanswered"
    return {
        "ms an acknowledgement, 16 connections": 1000 / fast["rate"],
        "acknowledgement, p99": fast["p99"],
        "event to LINE, middle": delays[len(delays) // 2],
        "event to LINE, p99": p99_of(delays),
    }


def handled_by_nobody(opened: Database, *, but: int = 0) -> None:
    """Ends what waits to be handled, all but so many: what it cost to store was measured."""
    with opened.transaction() as session:
        some = select(WebhookEvent.id).where(WebhookEvent.state == IS_OPEN)
        numbers = session.scalars(some.order_by(WebhookEvent.id).offset(but)).all()
        for batch in batches(numbers):
            session.execute(
                update(WebhookEvent)
                .where(WebhookEvent.id.in_(batch))
                .values(state=EventState.HANDLED, handled_at=NOW, payload=None, lane=None)
            )


def _compare(report: Report, kind: str, stages: list[tuple[str, Figures]]) -> None:
    """Each act at every size beside the first; what is done once a night is told apart."""
    _, base = stages[0]
    many = next(i for i, (name, _) in reversed(list(enumerate(stages))) if "each" in name)
    for act, first in base.items():
        figures = [found[act] for _, found in stages]
        ratios = [_ratio(figure, first) for figure in figures[1 : many + 1]]
        ratios += [_ratio(figure, figures[many]) for figure in figures[many + 1 :]]
        held = all(
            figure <= MOST_SHARE * than + SLACK_MS
            for figure, than in zip(
                figures[1:],
                [first] * many + [figures[many]] * (len(figures) - many - 1),
                strict=True,
            )
        )
        shown = " · ".join(f"{figure:.1f}" for figure in figures)
        report.add(
            f"{kind}, {act}",
            f"{shown} ms ({', '.join(ratios)})",
            f"<= {MOST_SHARE} x + {SLACK_MS} ms",
            held,
        )
    print("    sizes: " + " · ".join(name for name, _ in stages), flush=True)


def _ratio(figure: float, than: float) -> str:
    return f"{figure / than:.2f} x"
