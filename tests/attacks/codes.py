"""Codes and links: guessed at speed, tampered with, too late, a second time."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from models.agency import Agency
from models.chat_link import LIFE, Opens, make_link
from models.role import Role
from models.service_point import PointKind
from rules.codes import CodeKind, new_code
from tests.attacks import hostile
from tests.attacks.ground import Attack, Ground
from tests.bot.test_desk import link

HTTPS = "https://localhost"
TEN_MINUTES = timedelta(minutes=10)


def in_chat(ground: Ground, cases: int) -> Counter[str]:
    """One account types codes that are nobody's, seconds or minutes apart."""
    chat, chance, answered = ground.chat, ground.chance, list[datetime]()
    for _ in range(cases):
        ground.stage.later(seconds=chance.choice((0, 1, 5, 30, 100)))
        kind = chance.choice(list(CodeKind))
        if chat.say("guesser", new_code(kind)) is not None:
            answered.append(ground.stage.at)
    for first, sixth in zip(answered, answered[5:], strict=False):  # design.md §4
        assert sixth - first >= TEN_MINUTES
    return Counter({"answered": len(answered), "unanswered": cases - len(answered)})


def on_the_web(ground: Ground, cases: int) -> Counter[str]:
    """Addresses try codes, ours among them: never more told than is allowed, an office passes."""
    stage, chance, ended = ground.stage, ground.chance, Counter[str]()
    wall = [stage.point(kind=PointKind.COUNTER).code for _ in range(3)]
    hidden = stage.point(kind=PointKind.COUNTER).code
    addresses = [f"203.0.113.{number}" for number in range(4)]
    wrong: dict[str, int] = Counter()
    for address in addresses:
        for code in wall:
            _open(ground, code, address)
    started = stage.at
    for _ in range(cases):
        address = chance.choice(addresses)
        status = _open(ground, new_code(CodeKind.SERVICE_POINT), address)
        wrong[address] += status == 404
        ended[f"wrong code {status}"] += 1
        assert _open(ground, chance.choice(wall), address) == 200  # a person at the counter
        ended["honest 200"] += 1
        if status == 429:
            assert _open(ground, hidden, address) == 429
            ended["ours, not opened before 429"] += 1
        stage.later(seconds=chance.choice((0, 0, 1, 2)))
    windows = (stage.at - started) // TEN_MINUTES + 1
    assert max(wrong.values()) <= 60 * windows  # decisions/0012
    return ended


def _open(ground: Ground, code: str, address: str) -> int:
    peer = {"REMOTE_ADDR": address}
    return ground.stage.client().get(f"/q/{code}", environ_overrides=peer).status_code


def links(ground: Ground, cases: int) -> Counter[str]:
    """Links to papers and to the desk with letters changed, out of time, used, of other kinds."""
    stage, chance, ended = ground.stage, ground.chance, Counter[str]()
    link(stage)
    for _ in range(cases):
        token, opens = _link(ground)
        way = chance.choice(("tampered", "late", "used", "other kind", "hat gone"))
        desk = opens == Opens.DESK
        path = "/desk/in/" if desk else "/paper/"
        if way == "tampered":
            token = _tampered(ground, token)
        elif way == "late":
            stage.at += LIFE[opens] + timedelta(seconds=chance.choice((0, 1, 86400)))
        elif way == "used" and desk:
            assert stage.client().post(path + token, base_url=HTTPS).status_code == 303
        elif way == "hat gone":
            _end_hats(ground)
        else:
            path = "/paper/" if desk else "/desk/in/"
        for method in ("GET", "POST"):
            rest = "/sheet.pdf" if path == "/paper/" and method == "POST" else ""
            answer = stage.client().open(path + token + rest, method=method, base_url=HTTPS)
            assert "Set-Cookie" not in answer.headers, (way, path)
            wanted = {410, 404, 405} if way == "tampered" else {410}
            if way == "other kind" and desk and method == "GET":
                wanted = {410}
            assert answer.status_code in wanted, (way, opens, path, answer.status_code)
            ended[f"{way} {answer.status_code}"] += 1
    return ended


def _link(ground: Ground) -> tuple[str, Opens]:
    opens = ground.chance.choice((Opens.DESK, Opens.DESK, Opens.SHEET, Opens.REPORT))
    with ground.stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        hat = session.scalars(select(Role).where(Role.name == "owner")).all()[-1]
        hat.ended_at = None
        session.flush()
        facts = {"unit": 1, "site": 0, "occasion": 1}
        return make_link(session, office, hat, opens, now=ground.stage.at, **facts), opens


def _end_hats(ground: Ground) -> None:
    with ground.stage.wired.database.transaction() as session:
        for role in session.scalars(select(Role).where(Role.name == "owner")):
            role.ended_at = ground.stage.at


def _tampered(ground: Ground, token: str) -> str:
    place = ground.chance.randrange(len(token))
    other = ground.chance.choice([c for c in "abcXYZ019-_" if c != token[place]])
    made = (
        token[:place] + other + token[place + 1 :],
        token[:-1],
        f"{token}A",
        token.swapcase(),
        token[::-1],
        f"{token}%00",
        f"{token}%0d%0aSet-Cookie:x=1",
        ground.chance.choice(hostile.PATHS),
    )
    return ground.chance.choice([each for each in made if each != token])


ATTACKS = [
    Attack(
        "codes: guessed in chat",
        "codes with a right check that are nobody's, of all four kinds, 0 to 100 seconds apart",
        "at most five answers in any ten minutes, then silence",
        60,
        4_000,
        in_chat,
    ),
    Attack(
        "codes: guessed on the web",
        "four addresses try codes while people behind the same addresses scan the posters",
        "at most 60 told per ten minutes and address; every honest scan opens",
        300,
        20_000,
        on_the_web,
    ),
    Attack(
        "links: tampered, late, used, of another kind, of a hat taken off",
        "living links to the desk and to papers, each spoilt in one way",
        "410 or no such page; no session begins",
        60,
        8_000,
        links,
    ),
]
