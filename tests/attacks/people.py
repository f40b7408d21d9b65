"""Roles and sessions: every command and route for every role and a stranger; nothing leaks."""

import re
from collections import Counter
from itertools import islice, product

from flask.testing import FlaskClient
from sqlalchemy import func, select

from handlers.coordinator import COMMANDS, Command
from models import Base
from models.role import RoleName
from tests.attacks import hostile
from tests.attacks.ground import HATS, Attack, Ground
from tests.bot.conftest import Stage
from tests.bot.test_desk import PUBLIC, key_of, link, signed_in
from tests.bot.test_desk_guards import HTTPS, path_of, rules

STRANGER = "nobody"
REFUSED = "หน้าที่ของท่านไม่รวม"
OFFICE_WORDS = (REFUSED, "คงเหลือ", "/paper/", "/desk/in/", "KEY-", "จาก 60")
"""What only people of the office are told."""

MOVING = {"webhook_event", "outbox_message", "channel_address", "respondent", "heartbeat"}
"""Tables that any message at all writes to."""

OWN_ROWS = {"survey_case", "counter", "day_count", "hour_count", "pending_answer", "notice_text"}
"""What a citizen's own words may write besides."""


def rows(stage: Stage) -> dict[str, int]:
    """How many rows each table has, but those every message adds to."""
    with stage.wired.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in MOVING
        }


def commands(ground: Ground, cases: int) -> Counter[str]:
    """Every way of writing every command, alone and with a unit, by whoever may not say it."""
    ended, before = Counter[str](), rows(ground.stage)
    people: tuple[str, ...] = (*RoleName, STRANGER)
    ways = [(command, words) for command in COMMANDS for words in _ways(command)]
    pairs = [
        (who, words)
        for who, (command, words) in product(people, ways)
        if who == STRANGER or RoleName(who) not in command.may
    ]
    ground.chance.shuffle(pairs)
    strangers = Counter[str]()
    for who, words in islice(pairs, cases):
        ground.stage.later(hours=2)
        then = rows(ground.stage) if who == STRANGER else {}
        answer = ground.chat.say(who, words)
        told = answer.words if answer else ""
        if who == STRANGER:  # a unit's name alone makes a citizen of it: that is theirs to say
            assert not [word for word in OFFICE_WORDS if word in told], (words, told)
            strangers.update(_more(then, rows(ground.stage)))
        else:
            assert REFUSED in told, (who, words, told)
        ended["told nothing" if who == STRANGER else "refused"] += 1
    assert set(strangers) <= OWN_ROWS, strangers
    assert _more(before, rows(ground.stage)) == dict(strangers)
    return ended


def _more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """By how many rows which tables grew or shrank."""
    return {name: n - before[name] for name, n in after.items() if n != before[name]}


def _ways(command: Command) -> list[str]:
    """The command's names, some with what belongs behind them."""
    names = [re.sub(r"\(.*?\)|\?", "", part) for part in command.pattern.split("|")]
    shown = [each.format(unit="โยธา") for each in command.shown or ()]
    return list(dict.fromkeys([*names, *(f"{name} โยธา 1" for name in names), *shown]))


def routes(ground: Ground, cases: int) -> Counter[str]:
    """Every guarded route and method for each role it is not for, and for a stranger."""
    stage, ended = ground.stage, Counter[str]()
    clients: dict[str, FlaskClient] = {
        role.value: signed_in(stage, role, HATS[role]) for role in RoleName
    }
    keys = {role: key_of(client) for role, client in clients.items()}
    clients[STRANGER], keys[STRANGER] = stage.client(), "0" * 32
    before = rows(stage)
    tries = [
        (who, method, rule)
        for who in clients
        for method in ("GET", "POST")
        for rule in rules(stage, method)
        if who == STRANGER or who not in _hats(stage, rule.endpoint)
    ]
    ground.chance.shuffle(tries)
    for who, method, rule in islice(tries, cases):
        form = {"key": keys[who]} if method == "POST" else None
        answer = clients[who].open(path_of(rule), method=method, data=form, base_url=HTTPS)
        assert answer.status_code == (401 if who == STRANGER else 403), (who, method, rule.rule)
        ended[f"{answer.status_code}"] += 1
    assert rows(stage) == before
    return ended


def _hats(stage: Stage, endpoint: str) -> frozenset[RoleName]:
    hats: frozenset[RoleName] = stage.app.view_functions[endpoint].hats  # type: ignore[attr-defined]
    return hats


def sessions(ground: Ground, cases: int) -> Counter[str]:
    """A cookie planted before signing in is never adopted; another session's key is no key."""
    stage, ended = ground.stage, Counter[str]()
    other = key_of(signed_in(stage, RoleName.DEPUTY))
    forms = list(rules(stage, "POST"))
    for _ in range(cases):
        client = stage.client()
        planted = re.sub(r"[^\x21-\x7e]|[;,\"\\]", "x", hostile.word(ground.chance))[:60] or "x"
        client.set_cookie("desk", planted, path="/desk")
        answer = client.post(f"/desk/in/{link(stage)}", base_url=HTTPS)
        assert answer.status_code == 303
        given = client.get_cookie("desk", path="/desk")
        assert given is not None
        assert given.value not in ("", planted)
        thief = stage.client()
        thief.set_cookie("desk", planted, path="/desk")
        assert thief.get("/desk/", base_url=HTTPS).status_code == 401
        rule = ground.chance.choice(forms)
        for key in (other, "", planted):
            form = {"key": key}
            assert client.post(path_of(rule), data=form, base_url=HTTPS).status_code == 400
            ended["foreign key 400"] += 1
        ended["planted cookie 401"] += 1
    return ended


def frames(ground: Ground, cases: int) -> Counter[str]:
    """No answer of any route may be framed, sniffed, or run a script that is not our file."""
    stage, ended = ground.stage, Counter[str]()
    client = signed_in(stage)
    paths = [
        re.sub(r"<[^>]+>", ground.codes["counter"], rule.rule)
        for rule in stage.app.url_map.iter_rules()
        if rule.endpoint not in ("desk.report", *PUBLIC) and "GET" in (rule.methods or ())
    ]
    for path in islice(paths * (cases // len(paths) + 1), cases):
        answer = client.get(path, base_url=HTTPS)
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy, path
        assert "default-src 'none'" in policy, path
        assert "'unsafe-inline'" not in policy.replace("style-src 'self' 'unsafe-inline'", ""), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        ended[f"{answer.status_code}"] += 1
    return ended


ATTACKS = [
    Attack(
        "roles: every command, by whom it is not for",
        "each name of each command, alone and with a unit, by seven roles and a stranger",
        "refused in words, a stranger told nothing of the office; no row changed",
        90,
        2_000,
        commands,
    ),
    Attack(
        "roles: every route, by whom it is not for",
        "each guarded route and method of the desk, seven roles and a stranger",
        "403, a stranger 401; no row changed",
        150,
        2_000,
        routes,
    ),
    Attack(
        "sessions: fixed, and forged forms",
        "a cookie planted before signing in; forms with another session's key, or none",
        "the planted cookie opens nothing; 400",
        20,
        2_000,
        sessions,
    ),
    Attack(
        "frames: every page",
        "each route that can be got, by an owner",
        "no frame, no sniffing, no script but our file",
        60,
        500,
        frames,
    ),
]
