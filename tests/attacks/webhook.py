"""Webhooks: forged, replayed, oversized, nested and schema-fuzzed."""

import json
import random
from collections import Counter
from typing import Any

from sqlalchemy import select

from bot.routes.line_webhook import LARGEST_BODY
from handlers.coordinator import COMMANDS
from handlers.text import WORDS
from models.webhook_event import EventState, WebhookEvent
from outbound import delivery
from outbound.line_client import Answer, Outcome
from rules.line_limits import violations
from tests.attacks import hostile
from tests.attacks.ground import Attack, Ground
from tests.attacks.shapes import Shapes, broken, written
from tests.bot.conftest import event, sign

TOGETHER = 25
"""Events in one POST."""

BUTTONS = ("unit=", "consent=", "erase=", "official=", "undo=", "acknowledge=", "=", "")


def said(ground: Ground) -> str:
    """Words somebody types: ours, ours with hostile ones behind, or hostile ones alone."""
    chance = ground.chance
    draw = chance.random()
    if draw < 0.25:
        return chance.choice(list(WORDS))
    if draw < 0.65:
        name = chance.choice(COMMANDS).pattern.split("|")[0].split("(")[0].replace("?", "")
        behind = chance.choice(("", " โยธา", " works", f" {hostile.word(chance)}"))
        half = chance.choice(hostile.HALVES) if chance.random() < 0.2 else ""
        return f"{name}{behind} {hostile.word(chance)}{half}"
    if draw < 0.75:
        code = chance.choice(list(ground.codes.values()))
        return chance.choice((code, code.lower(), code[:-1], f"{code} {hostile.word(chance)}"))
    return hostile.word(chance)


def shapes(ground: Ground) -> Shapes:
    """LINE's schema, filled with our own people and words."""
    chance, chat = ground.chance, ground.chat
    people = [f"U{number:032x}" for number in chat.people.values()]
    tokens = iter(range(10**9))
    start = chance.randrange(10**9)

    def a_moment() -> int:
        return int(ground.stage.at.timestamp() * 1000) - chance.randrange(5000)

    return Shapes(
        chance,
        {
            "userId": lambda: chance.choice(people),
            "text": lambda: said(ground),
            "data": lambda: chance.choice(BUTTONS) + hostile.word(chance),
            "replyToken": lambda: f"fuzz-{start}-{next(tokens)}",
            "webhookEventId": lambda: f"01F{start:09d}{next(tokens):014d}",
            "timestamp": a_moment,
            "mode": lambda: "active" if chance.random() < 0.95 else "standby",
        },
    )


def fuzz(ground: Ground, cases: int) -> Counter[str]:
    """Events by the schema, most of them broken, a good one in each POST."""
    made_by, ended = shapes(ground), Counter[str]()
    for batch in range(0, cases, TOGETHER):
        witness = f"01WITNESS{batch:017d}"
        stranger = {"type": "user", "userId": f"U{batch + 10**6:032x}"}
        good = event(1, webhookEventId=witness, source=stranger, replyToken=f"good-{batch}")
        events = [_one(made_by, ground.chance) for _ in range(min(TOGETHER, cases - batch))]
        events.insert(ground.chance.randint(0, len(events)), json.dumps(good))
        _deliver(ground, events, ended)
        _assert_handled(ground, witness)
        ground.stage.later(seconds=ground.chance.choice((1, 1, 60, 4000)))
        if batch % (40 * TOGETHER) == 0:
            _give_hats_back(ground)
    assert ground.miscounted() == []
    states = ground.states()
    return ended + Counter({f"{state}": number for state, number in states.items()})


def _one(made_by: Shapes, chance: random.Random) -> str:
    made = made_by.event()
    times = chance.choice((0, 0, 1, 1, 2, 5))
    return written(broken(made, chance, times=times), chance)


def _deliver(ground: Ground, events: list[str], ended: Counter[str]) -> None:
    """All in one POST; where one spoils it as a whole (it is no JSON), each by itself."""
    body = f'{{"destination":"U0","events":[{",".join(events)}]}}'.encode()
    status = ground.stage.post(body)
    assert status in ((413,) if len(body) > LARGEST_BODY else (200, 400)), body
    ended[f"POST {status}"] += 1
    if status != 200:  # the good one by itself then, as if it had come in the next POST
        assert status == 413 or not _is_readable(body), body
        for each in events:
            alone = f'{{"events":[{each}]}}'.encode()
            status = ground.stage.post(alone)
            assert status in (200, 413) or not _is_readable(alone), alone
            ended[f"POST {status}"] += 1
    ground.handle()
    assert ground.troubled() == [], body
    _send(ground)


def _is_readable(body: bytes) -> bool:
    """Whether it is JSON, and not nested as nothing of LINE's ever was."""
    if b'{"a":' * 500 in body or b"[" * 500 in body:
        return False
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def _send(ground: Ground) -> None:
    """LINE takes what is due; nothing it would refuse was written."""
    database = ground.stage.wired.database
    while True:
        with database.transaction() as session:
            parcels = delivery.claim(session, limit=50, now=ground.stage.at).parcels
        if not parcels:
            return
        for parcel in parcels:
            assert violations(parcel.messages) == []
        with database.transaction() as session:
            answers = [(parcel.id, Answer(Outcome.ACCEPTED)) for parcel in parcels]
            delivery.record(session, answers, now=ground.stage.at)


def _assert_handled(ground: Ground, event_id: str) -> None:
    with ground.stage.wired.database.reading() as session:
        query = select(WebhookEvent.state).where(WebhookEvent.event_id == event_id)
        assert session.scalar(query) == EventState.HANDLED


def _give_hats_back(ground: Ground) -> None:
    """Some commands take hats off and erase people: the attack goes on with all of them."""
    from tests.attacks.ground import HATS

    for role, unit in HATS.items():
        runner = ground.stage.app.test_cli_runner()
        words = ["role", "invite", role.value, "--json", *(["--unit", unit] if unit else [])]
        code = json.loads(runner.invoke(args=words).stdout)["code"]
        ground.chat.receive_text(role.value, code)
    ground.handle()
    _send(ground)


def forge(ground: Ground, cases: int) -> Counter[str]:
    """Bodies with signatures that are not theirs; nothing of them is stored."""
    before, ended = ground.states(), Counter[str]()
    for number in range(cases):
        raw = json.dumps({"events": [event(number)]}).encode()
        status = ground.stage.post(raw, signature=_wrong_signature(raw, ground.chance))
        assert status == 400
        ended[f"POST {status}"] += 1
    assert ground.states() == before
    return ended


def _wrong_signature(raw: bytes, chance: random.Random) -> str:
    good = sign(raw)
    place = chance.randrange(len(good) - 2)  # the last letter before "=" carries unused bits
    other = chance.choice([c for c in "ABCDEFabcdef0123456789+/" if c != good[place]])
    return chance.choice(
        (
            "",
            good[:place],
            good[:place] + other + good[place + 1 :],
            good.lower(),
            f"{good} ",
            f"{good}=",
            good.replace("=", ""),
            f"sha256={good}",
            sign(raw + b" "),
            sign(raw[:-1]),
            sign(raw, "another channel's secret"),
            sign(raw, ""),
            hostile.word(chance)
            .encode("utf-8", "replace")
            .decode("latin-1")
            .replace("\n", "")
            .replace("\r", "")[:500],
        )
    )


def replay(ground: Ground, cases: int) -> Counter[str]:
    """Signed POSTs seen before, again, mixed anew, marked as redelivered: not one row more."""
    code = ground.codes["counter"]
    message = {"type": "text", "id": "1", "quoteToken": "q", "text": code}
    events = [
        event(5000 + n, message=message, webhookEventId=f"01REPLAY{n:018d}") for n in range(40)
    ]
    ground.stage.post({"events": events})
    ground.handle()
    before, joined = ground.states(), ground.chat.figure("works", "joined")
    ended = Counter[str]()
    for _ in range(cases):
        some = [dict(e) for e in ground.chance.sample(events, ground.chance.randint(1, 10))]
        for each in some:
            each["deliveryContext"] = {"isRedelivery": ground.chance.random() < 0.5}
            each["replyToken"] = f"again-{ground.chance.random()}"
        ended[f"POST {ground.stage.post({'events': some})}"] += 1
    ground.handle()
    assert set(ended) == {"POST 200"}
    assert ground.states() == before
    assert ground.chat.figure("works", "joined") == joined
    return ended


def spoil(ground: Ground, cases: int) -> Counter[str]:
    """A signed body with bytes changed, cut, doubled, nested, made huge: an answer, never 500."""
    ended, chance = Counter[str](), ground.chance
    for number in range(cases):
        body = _spoilt(json.dumps({"events": [event(number + 10**7)]}).encode(), chance)
        status = ground.stage.post(body)
        wanted = (413,) if len(body) > LARGEST_BODY else (200, 400)
        assert status in wanted, body[:2000]
        ended[f"POST {status}"] += 1
    ground.handle()
    assert ground.troubled() == []
    return ended


def _spoilt(body: bytes, chance: random.Random) -> bytes:
    draw, place = chance.random(), chance.randrange(len(body))
    if draw < 0.6:
        changed = bytearray(body)
        for _ in range(chance.choice((1, 1, 2, 8))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if draw < 0.7:
        return body[:place]
    if draw < 0.78:
        return body[:place] + body[place:] * 2
    if draw < 0.88:
        nested: Any = hostile.deep(chance.randint(1, 1100), chance)
        return hostile.unfold(json.dumps({"events": [nested, event()], "x": nested})).encode()
    if draw < 0.9:
        return body[:-1] + b" " * chance.choice((1024**2 - len(body), 1024**2, 3 * 1024**2)) + b"}"
    bom = chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\n" * 9, b"[", b"\x1f\x8b"))
    return bom + chance.choice((body, body.decode().encode("utf-16"), b""))


ATTACKS = [
    Attack(
        "webhook: forged",
        "a true event under 13 kinds of wrong signature",
        "400, and no row",
        300,
        20_000,
        forge,
    ),
    Attack(
        "webhook: replayed",
        "40 signed events sent again, mixed, marked redelivered, with other tokens",
        "200, and not one row, message or figure more",
        150,
        10_000,
        replay,
    ),
    Attack(
        "webhook: spoilt bodies",
        "signed bodies with bytes changed, cut, doubled, nested 1 to 1,100 deep, to 3 MB",
        "200, 400, or 413 over 1 MB; never 500; no event ends failed",
        300,
        40_000,
        spoil,
    ),
    Attack(
        "webhook: events by LINE's schema, broken",
        "webhook.yml's 19 kinds, 25 a POST, up to five faults in each, a good one among them",
        "never 500; every stored event ends handled or ignored, the good one handled; the "
        "messages keep LINE's limits; the figures equal the facts",
        400,
        200_000,
        fuzz,
    ),
]
