"""Who may import whom, and the few other rules of house-style.md §2 and §5 a machine can hold.

The tables are the rules; each exception says why it is one. A breach is one sentence.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Breaches = Iterator[str]

# room -> what it may import of ours (itself always); a dotted name opens only that module.
MAY_IMPORT: Mapping[str, set[str]] = {
    "rules": set(),
    "qr_assets": {"rules", "paper"},  # what carries a code: it is typeset as other papers are
    "models": {"rules"},
    "outbound": {"rules", "models"},
    "roster": {"rules", "models"},
    "paper": {"rules"},  # what is printed: facts in, bytes out
    "reports": {"rules", "models"},
    "backup": {"models"},
    # its loader writes campaigns into tables; their words replace sentences that must exist
    "campaigns": {"rules", "models", "outbound.messages.wording"},
    # a handler queues messages; delivery and the client would send from inside a transaction
    # chat shows the figures the command line shows
    "handlers": {"rules", "models", "outbound.outbox", "outbound.messages", "reports"},
    # the stand-in for LINE knows only what LINE knows: the published limits
    "simulator": {"rules.line_limits", "rules.line_lengths"},
    # a door of its own: it plays a whole season through the product's own parts
    "simulator/season.py": {
        *("rules", "models", "outbound", "handlers", "roster", "reports", "campaigns"),
        *("scheduler", "simulator"),
    },
    "simulator/season_stage.py": {"rules", "models", "roster", "campaigns"},
    "simulator/season_people.py": {"rules", "simulator"},
    # it runs without Flask, so bot stays out as well
    "scheduler": {"rules", "models", "outbound", "handlers", "roster", "reports", "campaigns"},
    "bot": {
        *("rules", "models", "outbound", "handlers", "roster", "reports", "campaigns"),
        *("scheduler", "qr_assets", "paper", "backup"),
    },
    "migrations": {"rules", "models"},
    "settings.py": set(),
    "clock.py": set(),
    "logs.py": set(),
    "gunicorn.conf.py": {"bot", "models"},
}
NOT_PRODUCT = {"tests", "benchmarks"}  # only their length is checked

DOORS = {
    *("bot/routes/", "bot/app.py", "bot/cli/", "scheduler/", "migrations/env.py"),
    *("gunicorn.conf.py", "settings.py", "clock.py"),
}
# module -> where it may be imported (a folder ends in a slash)
ONLY_IN: Mapping[str, set[str]] = {
    "flask": {"bot/", "simulator/"},
    "apscheduler": {"scheduler/"},
    # the webhook's check is two lines of hmac, without the SDK's 20 MiB (docs/decisions/0004)
    "linebot": {"outbound/line_client.py"},
    # wiring.py is what create_app fills and hands to the routes: it names the type, reads nothing
    "settings": {*DOORS, "bot/wiring.py"},
    "clock": DOORS,
    "logs": DOORS,
}

READS_THE_CLOCK = {
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
    *("datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
MAY_READ_THE_CLOCK = {"clock.py", "simulator/"}  # time.monotonic tells no time of day

CATCHES_EVERYTHING = {"Exception", "BaseException"}
MAY_CATCH_EVERYTHING: Mapping[str, str] = {
    "models/session.py": "a transaction rolls back whatever went wrong, and raises it again",
    "handlers/__init__.py": "per event: one bad event is marked failed, the others go on",
    "scheduler/worker.py": "per outbox row, and the loop that outlives a lost database",
    "scheduler/leader.py": "per job: a failing one is logged, the timetable goes on",
    "scheduler/one_by_one.py": "per office: a failing one is logged, the others have their turn",
    "bot/recorder.py": "carries the writer thread's failure to the request that waits for it",
    "bot/routes/line_webhook.py": "whatever stopped storing, LINE is asked to deliver again",
    "bot/routes/health.py": "whatever the database raises, the answer is 'not ready'",
}

LONGEST_FILE = 300
MAY_BE_LONGER: Mapping[str, str] = {
    "migrations/versions/0001_create_the_first_tables.py": "generated: one statement a table",
}


def breaches(path: str, source: str) -> list[str]:
    """What a file at `path` (from the root, with slashes) does against the tables."""
    found = list(_length(path, source))
    if path.split("/", maxsplit=1)[0] not in NOT_PRODUCT:
        tree = ast.parse(source, path)
        found += [
            *_rooms(path, tree),
            *_only_in(path, tree),
            *_clock(path, tree),
            *_catches(path, tree),
        ]
    return found


def _length(path: str, source: str) -> Breaches:
    lines = source.count("\n")
    if lines > LONGEST_FILE and path not in MAY_BE_LONGER:
        yield f"{path}: {lines} lines, {LONGEST_FILE} allowed"


def _imports(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that is imported; `from a import b` counts as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            parents = path.split("/")[: -node.level] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def _within(name: str, modules: set[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def _at(path: str, places: set[str]) -> bool:
    return any(path == place or (place[-1] == "/" and path.startswith(place)) for place in places)


def _rooms(path: str, tree: ast.AST) -> Breaches:
    room = path.split("/", maxsplit=1)[0]
    if room not in MAY_IMPORT:
        yield f"{path}: {room} is a room the table does not know"
        return
    rooms = {name for name in MAY_IMPORT if not name.endswith(".py")}
    for line, name in _imports(path, tree):
        if _within(name, rooms) and not _within(
            name, MAY_IMPORT.get(path, MAY_IMPORT[room]) | {room}
        ):
            yield f"{path}:{line}: {room} may not import {name}"


def _only_in(path: str, tree: ast.AST) -> Breaches:
    for line, name in _imports(path, tree):
        for module, places in ONLY_IN.items():
            if _within(name, {module}) and not _at(path, places):
                yield f"{path}:{line}: {module} may not be imported here"


def _clock(path: str, tree: ast.AST) -> Breaches:
    """Also a mention without a call, such as `default=datetime.now`: somebody will call it."""
    if _at(path, MAY_READ_THE_CLOCK):
        return
    bound = _bound_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = _dotted(node, bound)
            if name in READS_THE_CLOCK:
                yield f"{path}:{node.lineno}: {name} reads the clock"


def _bound_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: `dt` -> `datetime.datetime`."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    bound[alias.asname] = alias.name
                else:
                    bound[alias.name.split(".")[0]] = alias.name.split(".")[0]
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def _dotted(node: ast.expr, bound: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, bound)}.{node.attr}"
    return bound.get(node.id, "") if isinstance(node, ast.Name) else ""


def _catches(path: str, tree: ast.AST) -> Breaches:
    if path in MAY_CATCH_EVERYTHING:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {each.id for each in caught if isinstance(each, ast.Name)}
            if node.type is None or names & CATCHES_EVERYTHING:
                yield f"{path}:{node.lineno}: catches everything"


def _is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(part.startswith(".") or part in ("var", "node_modules") for part in parts)


def _our_files() -> list[str]:
    files = (path for path in ROOT.rglob("*.py") if _is_ours(path))
    return sorted(path.relative_to(ROOT).as_posix() for path in files)


@pytest.mark.parametrize("path", _our_files())
def test_the_file_keeps_the_house_rules(path: str) -> None:
    assert breaches(path, (ROOT / path).read_text()) == []


@pytest.mark.parametrize("table", [MAY_CATCH_EVERYTHING, MAY_BE_LONGER], ids=["catch", "length"])
def test_an_exception_nobody_needs_any_more_is_struck_off(
    table: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {path: (ROOT / path).read_text() for path in table if (ROOT / path).exists()}
    monkeypatch.setattr(f"{__name__}.MAY_CATCH_EVERYTHING", {})
    monkeypatch.setattr(f"{__name__}.MAY_BE_LONGER", {})
    needless = [
        path
        for path, source in listed.items()
        if not any(
            "catches everything" in each or "lines," in each for each in breaches(path, source)
        )
    ]
    assert needless == []


BAD = [
    pytest.param("rules/x.py", "import models.base", "rules may not import models.base", id="up"),
    pytest.param("rules/x.py", "from models import base", "may not import models.base", id="from"),
    pytest.param(
        "rules/x.py", "def f():\n    import bot", "may not import bot", id="in a function"
    ),
    pytest.param("handlers/x.py", "from outbound import delivery", "outbound.delivery", id="part"),
    pytest.param("handlers/x.py", "import outbound", "may not import outbound", id="whole room"),
    pytest.param("handlers/x.py", "from outbound.line_client import A", "line_client", id="client"),
    pytest.param("simulator/x.py", "from rules.quota import met", "rules.quota", id="simulator"),
    pytest.param("bot/x.py", "import simulator.phone", "simulator.phone", id="bot to simulator"),
    pytest.param("scheduler/x.py", "from bot.app import a", "bot.app", id="scheduler to bot"),
    pytest.param("scheduler/x.py", "import qr_assets", "may not import qr_assets", id="qr"),
    pytest.param("campaigns/x.py", "import handlers", "may not import handlers", id="campaigns"),
    pytest.param("models/a/x.py", "from ...bot import app", "may not import bot.app", id="dots"),
    pytest.param("utils/x.py", "", "utils is a room the table does not know", id="new room"),
    pytest.param("handlers/x.py", "from flask import g", "flask may not", id="flask"),
    pytest.param("bot/x.py", "import apscheduler.jobstores", "apscheduler may not", id="scheduler"),
    pytest.param("outbound/x.py", "import linebot.v3 as l", "linebot may not", id="linebot"),
    pytest.param("models/x.py", "import settings", "settings may not", id="settings"),
    pytest.param("bot/recorder.py", "from clock import now", "clock may not", id="clock"),
    pytest.param("rules/x.py", "import datetime\ndatetime.datetime.now()", "reads", id="now"),
    pytest.param("bot/x.py", "from datetime import datetime as d\nd.utcnow()", "reads", id="alias"),
    pytest.param("rules/x.py", "import datetime as d\nd.date.today()", "date.today", id="today"),
    pytest.param(
        "models/x.py",
        "from datetime import datetime\nf(default=datetime.now)",
        "reads",
        id="uncalled",
    ),
    pytest.param("rules/x.py", "from time import time\ntime()", "time.time reads", id="time"),
    pytest.param(
        "rules/x.py", "try:\n    f()\nexcept Exception:\n    g()", "everything", id="catch"
    ),
    pytest.param("rules/x.py", "try:\n    f()\nexcept:\n    g()", "everything", id="bare"),
    pytest.param(
        "rules/x.py", "try:\n    f()\nexcept (A, Exception):\n    g()", "everything", id="tuple"
    ),
    pytest.param("rules/x.py", "x = 1\n" * 301, "301 lines, 300 allowed", id="long"),
    pytest.param("tests/x.py", "x = 1\n" * 301, "301 lines, 300 allowed", id="long test"),
]
GOOD = [
    pytest.param(
        "handlers/x.py", "from outbound import outbox\nfrom outbound.messages import a", id="outbox"
    ),
    pytest.param("simulator/x.py", "from rules.line_limits import violations", id="limits"),
    pytest.param("simulator/x.py", "import time\ntime.time()", id="simulator's clock"),
    pytest.param("rules/x.py", "import time\ntime.monotonic()", id="monotonic"),
    pytest.param(
        "rules/x.py", "from .quota import met\nimport ruleset", id="itself, and a namesake"
    ),
    pytest.param("rules/x.py", "def f(date):\n    return date.today", id="a name of its own"),
    pytest.param(
        "bot/routes/x.py", "import clock\nimport flask\nfrom settings import S", id="door"
    ),
    pytest.param(
        "rules/x.py", "try:\n    f()\nexcept ValueError:\n    g()", id="a named exception"
    ),
    pytest.param("rules/x.py", "x = 1\n" * 300, id="300 lines"),
    pytest.param("tests/x.py", "import bot, clock\nfrom time import time\ntime()", id="a test"),
]


@pytest.mark.parametrize(("path", "source", "expected"), BAD)
def test_a_bad_file_is_caught(path: str, source: str, expected: str) -> None:
    (sentence,) = breaches(path, source)
    assert expected in sentence


@pytest.mark.parametrize(("path", "source"), GOOD)
def test_a_good_file_is_left_alone(path: str, source: str) -> None:
    assert breaches(path, source) == []
