"""Everything people of an office can do, by every door, each with the numbers of both offices."""

import html
import io
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from flask.testing import FlaskClient

from models.chat_link import Opens
from models.role import RoleName
from tests.bot.test_desk_guards import HTTPS, rules
from tests.offices import world
from tests.offices.asks import browser, lines
from tests.offices.world import Hall

ENDS = ("desk.leave", "desk.close", "desk.take_off")
"""After these somebody is shut out: they come last, in this order."""

NUMBERS: dict[str, tuple[str, ...]] = {
    "desk.try_event": ("event",),
    "desk.try_message": ("message", "held"),
    "desk.decide_on": ("file",),
    "desk.take_back": ("invitation",),
    "desk.take_off": ("role",),
    "desk.end": ("point",),
    "desk.change": ("round",),
}
"""Whose number is the changing part of a form's address; a new such form must be put here."""

NAMED = {"desk.change_settings": ("dates", "links", "unit", "notice", "targets")}


CHOICES = ({"do": "commit", "sure": "yes"}, {"do": "hold"}, {})
"""What is pressed or ticked; the owner, who may do most, tries them all."""


def forms(hall: Hall, other: Hall) -> Iterator[tuple[str, int]]:
    """Every form of the desk by every role, with its own fields and each number it may mean."""
    posts = sorted(rules(hall.stage, "POST"), key=lambda rule: _late(rule.endpoint))
    for role, rule in product(RoleName, posts):
        client = browser(hall, role)
        fields = _fields(client)
        for part in _parts(hall, other, rule.endpoint, rule.rule):
            path = re.sub(r"<[^>]+>", part, rule.rule)
            for choice in CHOICES if role == RoleName.OWNER else CHOICES[:1]:
                form = {**fields, **choice, "campaign": f"{hall.slug}-2570"}
                if rule.endpoint == "desk.hand_in":
                    form |= {"kind": "roster", "part": "", "file": _roster(hall)}
                answer = client.post(path, data=form, base_url=HTTPS)
                assert answer.status_code < 500, path
                yield f"{role} {path}", answer.status_code


def _late(endpoint: str) -> int:
    return ENDS.index(endpoint) + 1 if endpoint in ENDS else 0


def _roster(hall: Hall) -> tuple[io.BytesIO, str]:
    words = f"{world.ROSTER}นาย{hall.mark} อีก,ข้าราชการ,1 ต.ค. 2560,ฝ่ายโยธา\n"
    return io.BytesIO(words.encode()), "list.csv"


def _parts(hall: Hall, other: Hall, endpoint: str, rule: str) -> list[str]:
    if "<int:" in rule:
        which = NUMBERS[endpoint]
        return [str(each.numbers[name]) for each in (other, hall) for name in which]
    return list(NAMED[endpoint]) if "<" in rule else [""]


PAGES = ("", "official", "people", "settings", "holidays", "lists", "qr", "rounds", "year")


def _fields(client: FlaskClient) -> dict[str, str]:
    """The fields of the person's forms, each with the first value its page offers."""
    found = {"unit": "works", "role": "viewer", "kind": "counter", "label": "ใหม่", "number": "5"}
    for page in PAGES:
        text = client.get(f"/desk/{page}", base_url=HTTPS).text
        for tag in re.findall(r"<(?:input|select|textarea|button)[^>]*>", text):
            name, value = (re.search(rf'\b{each}="([^"]*)"', tag) for each in ("name", "value"))
            if name and value and value[1]:
                found.setdefault(html.unescape(name[1]), html.unescape(value[1]))
    return found


def said(hall: Hall) -> None:
    """Everything that can be said in chat, and tapped; last of all what ends a person's data."""
    for who, words in lines():
        hall.stage.later(minutes=1)
        hall.chat.say(who, words)
    for data in ("unit=works", "consent=yes", "undo=1", "official=1", "acknowledge=1", "erase=1"):
        for who in ("owner", "มาลี", "staff"):
            hall.chat.tap(who, data)
    hall.chat.happen("มาลี", type="unfollow", message=None, replyToken=None)
    hall.chat.happen("a stranger", type="follow", message=None)
    for who in ("มาลี", "colleague"):
        hall.chat.say(who, "ลบข้อมูล")
        hall.chat.say(who, "ยืนยันลบข้อมูล")


def pages(hall: Hall) -> None:
    """What is done without signing in: at a counter, by a link, at the door."""
    for path in (f"/q/{hall.codes['counter']}/answered", *_papers(hall)):
        hall.stage.client().post(path)
    assert hall.stage.client().post(f"/desk/in/{hall.links[Opens.DESK]}").status_code == 303


def _papers(hall: Hall) -> list[str]:
    return [
        f"/paper/{hall.links[Opens.SHEET]}/sheet.xlsx",
        f"/paper/{hall.links[Opens.CARDS]}/list.pdf",
    ]


ROSTER, INVITEES = "ROSTER", "INVITEES"
WRITES: dict[str, Callable[[Hall], list[list[str]]]] = {
    "awareness add": lambda _: [["contractor", "นายใหม่ มาก"]],
    "awareness remove": lambda h: [[str(h.numbers["name"])]],
    "events replay": lambda h: [[str(h.numbers["event"])]],
    "invitees import": lambda _: [[INVITEES, "--commit"]],
    "official set": lambda _: [["IIT", "77"]],
    "qr make": lambda _: [["--unit", "works", "--label", "ใหม่"]],
    "qr change": lambda h: [[h.codes["counter"], "--label", "เปลี่ยน"]],
    "qr replace": lambda h: [[h.codes["counter"]]],
    "qr revoke": lambda h: [[h.codes["spare"]]],
    "reminders stop": lambda _: [["--yes"]],
    "role invite": lambda _: [["viewer"], ["coordinator", "--unit", "works"]],
    "roster accept": lambda h: [[str(h.numbers["file"]), "--commit"]],
    "roster import": lambda _: [[ROSTER, "--commit"]],
    "roster refuse": lambda h: [[str(h.numbers["file"])]],
    "roster submit": lambda _: [[ROSTER, "--unit", "works"]],
    "line setup": lambda _: [[]],
    "privacy erase": lambda h: [[f"U{n:032x}", "--yes"] for n in h.chat.people.values()],
    "campaign close": lambda h: [[f"{h.slug}-2570", "--yes"]],
    "campaign reopen": lambda h: [[f"{h.slug}-2570"]],
    "privacy retention": lambda _: [["--commit"]],
    "privacy rehash": lambda _: [["--yes"]],
}
"""Commands that change something of an office, in the order they are given."""


def commands(hall: Hall, other: Hall, folder: Path) -> Iterator[tuple[str, int]]:
    """Each, first with the other office's numbers and codes, then with the office's own."""
    files = {ROSTER: folder / "roster.csv", INVITEES: folder / "invitees.csv"}
    files[ROSTER].write_bytes(_roster(hall)[0].getvalue())
    files[INVITEES].write_text(f"{world.INVITEES}คู่สัญญา,บริษัท ข จำกัด,2/2570,ฝ่ายโยธา,-\n")
    for name, given in WRITES.items():
        for whose in (other, hall):
            for words in given(whose):
                done = hall.run(*name.split(), *(str(files.get(word, word)) for word in words))
                assert not done.exception or isinstance(done.exception, SystemExit), done.exception
                yield f"flask {name} {whose.slug}", done.exit_code
