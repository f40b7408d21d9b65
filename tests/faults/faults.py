"""The faults: what each is called, how it is injected, and what it needs."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.faults.databases import Postgres
from tests.faults.releases import two_releases
from tests.faults.world import PROCESSES, World

HOUR = 3600.0


@dataclass(frozen=True)
class Dose:
    """How long a fault that lasts is on, and how often one that strikes does."""

    seconds: float
    times: int


@dataclass(frozen=True)
class Fault:
    """`inject` does it while people go on, and tells how often it struck.

    Raises NotHere where this machine cannot have it; `engines` are those that can at all.
    """

    how: str
    inject: Callable[[World, Dose], int]
    kills: int = 0  # processes each time it strikes
    seconds: float = 0  # in the long form, when others last shorter
    small_disk: bool = False
    steady_clock: bool = True
    from_previous_release: bool = False
    engines: tuple[str, ...] = ("sqlite", "postgresql")


def nothing(_world: World, dose: Dose) -> int:
    time.sleep(dose.seconds)
    return 0


def kill(*names: str) -> Callable[[World, Dose], int]:
    """SIGKILL to one of these and all it started, at random moments, also while it starts."""

    def inject(world: World, dose: Dose) -> int:
        for _ in range(dose.times):
            time.sleep(world.chance.uniform(0.1, 5.0))
            world.restart(world.chance.choice(names))
        return dose.times

    return inject


def power_cut(world: World, dose: Dose) -> int:
    """Everything at once, the database's server too."""
    for _ in range(dose.times):
        time.sleep(world.chance.uniform(1.0, 4.0))
        for name in PROCESSES:
            world.product.kill(name)
        if isinstance(world.engine, Postgres):
            world.engine.stop()
            world.engine.revive()
        for name in PROCESSES:
            world.product.launch(name)
    return dose.times


def line_is(mode: str) -> Callable[[World, Dose], int]:
    """LINE in that mode now and then, in spells of seconds."""

    def inject(world: World, dose: Dose) -> int:
        faults = world.product.line.faults
        before, since = faults.hits, time.monotonic()
        while time.monotonic() - since < dose.seconds or world.round_is_coming(since):
            faults.set(mode=mode, delay_ms=0, left=None)
            time.sleep(min(world.chance.uniform(0.5, 5.0), dose.seconds))
            faults.set(mode="none", delay_ms=0, left=None)
            time.sleep(world.chance.uniform(0.1, 0.6))
        return faults.hits - before

    return inject


def line_is_slow(world: World, dose: Dose) -> int:
    faults = world.product.line.faults
    before = faults.hits
    faults.set(mode="none", delay_ms=1500, left=None)
    since = time.monotonic()
    while time.monotonic() - since < dose.seconds or world.round_is_coming(since):
        time.sleep(0.2)
    return faults.hits - before


def database_restarts(world: World, dose: Dose) -> int:
    server = _server(world)
    for _ in range(dose.times):
        time.sleep(world.chance.uniform(0.5, 2.0))
        server.stop()
        server.revive()
    return dose.times


def database_is_away(world: World, dose: Dose) -> int:
    server = _server(world)
    server.stop()
    time.sleep(dose.seconds)
    server.revive()
    return 1


def database_is_frozen(world: World, dose: Dose) -> int:
    with _server(world).frozen():
        time.sleep(dose.seconds)
    return 1


def connections_are_cut(world: World, dose: Dose) -> int:
    server = _server(world)
    for _ in range(dose.times):
        time.sleep(world.chance.uniform(0.1, 1.0))
        server.cut()
    return dose.times


def database_is_locked(world: World, dose: Dose) -> int:
    with world.engine.locked():
        time.sleep(dose.seconds)
    return 1


def disk_is_full(world: World, dose: Dose) -> int:
    world.engine.disk.fill()
    time.sleep(dose.seconds)
    world.engine.disk.free()
    return 1


def twice_and_out_of_order(world: World, dose: Dose) -> int:
    """Every event comes two times or more; two of one person come in one POST, the last first."""
    before = world.record.deliveries
    world.habits.twice = 0.9
    time.sleep(dose.seconds)
    return world.record.deliveries - before


JUMPS = (-3 * HOUR, -20 * 60, 20 * 60, 3 * HOUR, 26 * HOUR)


def clock_jumps(world: World, dose: Dose) -> int:
    """Ours alone, LINE's goes on; there and back."""
    right = world.clock.offset
    for _ in range(dose.times):
        world.clock.move(right + world.chance.choice(JUMPS))
        time.sleep(world.chance.uniform(0.3, 1.0))
        world.clock.move(right)
        time.sleep(world.chance.uniform(0.1, 0.5))
    return 2 * dose.times


def _server(world: World) -> Postgres:
    assert isinstance(world.engine, Postgres), "SQLite has no server"
    return world.engine


SERVER = ("postgresql",)


FAULTS: Mapping[str, Fault] = {
    "none": Fault("nothing is done: the same days without a fault", nothing),
    "kill -9 web": Fault("SIGKILL at random moments", kill("web"), kills=1),
    "kill -9 worker": Fault("SIGKILL at random moments", kill("worker"), kills=1),
    "kill -9 scheduler": Fault("SIGKILL at random moments", kill("scheduler"), kills=1),
    "kill -9 any": Fault("SIGKILL to one of the three, by chance", kill(*PROCESSES), kills=1),
    "power cut": Fault(
        "SIGKILL to all three at once; PostgreSQL is stopped in the middle, too",
        power_cut,
        kills=len(PROCESSES),
    ),
    "LINE slow": Fault("every call takes 1.5 s longer", line_is_slow),
    "LINE resets": Fault("hangs up, nothing taken", line_is("reset")),
    "LINE takes, resets": Fault(
        "takes the message, then hangs up", line_is("reset-after-accepting")
    ),
    "LINE silent": Fault("never answers", line_is("timeout")),
    "LINE 500": Fault("answers 500, nothing taken", line_is("500")),
    "LINE takes, 500": Fault("takes the message, answers 500", line_is("500-after-accepting")),
    "LINE 429 rate": Fault("“rate limit has been exceeded”", line_is("rate-limited")),
    "LINE 429 month": Fault("“reached your monthly limit”", line_is("allowance-used-up")),
    "LINE odd 200": Fault("takes it, answers 200 with HTML", line_is("odd-200")),
    "database restarted": Fault(
        "the server stopped in the middle, started", database_restarts, engines=SERVER
    ),
    "database away": Fault(
        "the server stopped, started a minute later (in the short form: seconds)",
        database_is_away,
        seconds=60,
        engines=SERVER,
    ),
    "database frozen": Fault(
        "SIGSTOP to every process of the server", database_is_frozen, engines=SERVER
    ),
    "connections cut": Fault(
        "every connection ended by the server", connections_are_cut, engines=SERVER
    ),
    "database locked": Fault(
        "SQLite: another program holds the write lock; PostgreSQL: another session holds "
        "events and messages exclusively",
        database_is_locked,
        seconds=15,
    ),
    "disk full": Fault(
        "the database's own small disk filled to the last byte", disk_is_full, small_disk=True
    ),
    "twice, out of order": Fault(
        "nine of ten events delivered again, later; two of one person reversed in one POST",
        twice_and_out_of_order,
    ),
    "clock jumps": Fault(
        "ours, by -3 h, -20 min, +20 min, +3 h or +26 h, and back", clock_jumps, steady_clock=False
    ),
    "two releases": Fault(
        "the previous release at work, our migration run beside it, both at work, ours alone",
        two_releases,
        from_previous_release=True,
    ),
}
