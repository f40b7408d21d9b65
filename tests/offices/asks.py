"""Everything people of an office can get, by every door: pages, papers, chat, commands."""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from flask.testing import FlaskClient

from bot import apart
from bot.cli import COMMANDS as CLI
from bot.pack import ABOUT, ON_PAPER, ON_SCREEN
from bot.routes.desk.reports import FILES as REPORTS
from bot.routes.office_paper import FILES as PAPERS
from handlers.coordinator import COMMANDS, Command
from handlers.person_data import confirm_erase
from handlers.text import WORDS
from models.chat_link import Opens
from models.role import RoleName
from tests.bot.test_desk_guards import HTTPS, rules
from tests.offices.world import Hall

Said = dict[str, str]
"""What was got, by how it was asked for."""

FRESH = re.compile(
    r"\b\d{1,3}-[\w-]{30,}|\b(?:KEY|EIT|IIT|CTR)-[0-9A-Z]{6,8}\b|undo=\d+|\"id\": \d+"
)
"""Keys, codes and numbers of rows are new each time they are made."""


def read(content: bytes) -> str:
    """A page or a paper as text; of a ZIP every file with its name."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{n}\n{read(archive.read(n))}" for n in archive.namelist())
    return content.decode("utf-8", "replace")


def plainly(patch: pytest.MonkeyPatch) -> None:
    """Papers as the facts they are made of: what a page is set from can be read and compared."""

    def many(papers: Any) -> Iterator[bytes]:
        return (f"{name}\n{facts!r}".encode() for name, facts in papers)

    def one(name: str, facts: Any) -> bytes:
        return next(many([(name, facts)]))

    for module in list(sys.modules.values()):
        if getattr(module, "make_apart", None) is apart.make_apart and module is not apart:
            patch.setattr(module, "make_apart", one)
        if getattr(module, "make_many", None) is apart.make_many and module is not apart:
            patch.setattr(module, "make_many", many)


def browser(hall: Hall, role: RoleName) -> FlaskClient:
    """The browser of somebody signed in to the desk."""
    client = hall.stage.client()
    client.set_cookie("desk", hall.cookies[role], path="/desk")
    return client


PARTS: dict[str, Callable[[Hall], list[str]]] = {
    "desk.unit": lambda _: ["works", "schools"],
    "desk.report": lambda _: list(REPORTS),
    "desk.preview": lambda hall: [str(hall.numbers["file"])],
    "desk.certificate": lambda hall: [str(hall.numbers["certificate"])],
}
"""What stands for the changing part of a page's address; a new such page must be put here."""

ASKED = {
    "/desk/": ("?survey=IIT",),
    "/desk/rounds": ("?ahead=1", "?at=2027-02-10"),
    "/desk/audit": ("?actor=command line", "?action=role invited"),
}
"""What else may be asked of a page."""


def desk(hall: Hall) -> Said:
    """Every page and file of the desk, as every role."""
    said = {}
    for role in RoleName:
        client = browser(hall, role)
        for rule in rules(hall.stage, "GET"):
            if rule.endpoint in OF_ALL_OFFICES and role == RoleName.CENTRAL:
                continue
            for path in _paths(hall, rule):
                for asked in ("", *ASKED.get(path, ())):
                    answer = client.get(path + asked, base_url=HTTPS)
                    assert answer.status_code < 500, path
                    said[f"{role} {path}{asked}"] = f"{answer.status_code} {read(answer.data)}"
    return said


def _paths(hall: Hall, rule: Any) -> list[str]:
    if "<" not in rule.rule:
        return [str(rule.rule)]
    return [re.sub(r"<[^>]+>", part, rule.rule) for part in PARTS[rule.endpoint](hall)]


OPEN_TO_ALL: dict[str, Callable[[Hall], list[str]]] = {
    "respondent.page": lambda h: [f"/q/{h.codes['counter']}", *_personal(h, "")],
    "respondent.test_page": lambda h: [f"/q/{h.codes['counter']}/test"],
    "respondent.survey": lambda h: [f"/q/{h.codes['counter']}/survey", *_personal(h, "/survey")],
    "respondent.line": lambda h: [f"/q/{h.codes['counter']}/line", *_personal(h, "/line")],
    "respondent.poster": lambda h: [f"/q/{h.codes['counter']}/poster"],
    "respondent.qr_png": lambda h: [f"/q/{h.codes['counter']}/qr.png"],
    "respondent.qr_svg": lambda h: [f"/q/{h.codes['counter']}/qr.svg"],
    "privacy.notice": lambda h: [f"/privacy/{h.slug}"],
    "office_paper.page": lambda h: [f"/paper/{token}" for token in h.links.values()],
    "office_paper.chart": lambda h: [f"/paper/{token}/chart.png" for token in h.links.values()],
    "desk.door": lambda h: [f"/desk/in/{h.links[Opens.DESK]}"],
    "desk.style": lambda _: ["/desk/desk.css"],
    "desk.script": lambda _: ["/desk/desk.js"],
    "desk.font": lambda _: ["/desk/sarabun-400.ttf"],
}
"""Addresses that open without signing in; a new one must be put here or below."""

OF_ALL_OFFICES = {
    "health.healthz": "the process answers",
    "health.readyz": "the installation's processes",
    "health.metrics": "figures of the installation, an office by its slug; tested by itself",
    "desk.offices": "every office's sums, for the role that sees nothing else; tested by itself",
}


def _personal(hall: Hall, way: str) -> list[str]:
    """A staff card's and a letter's address, which name their office."""
    return [f"/q/{hall.codes[name]}{way}?o={hall.slug}" for name in ("card", "letter")]


def web(hall: Hall) -> Said:
    """Every page that opens without signing in, and every paper of every kind of link."""
    said = {}
    for ways in OPEN_TO_ALL.values():
        for path in ways(hall):
            answer = hall.stage.client().get(path)
            where = answer.headers.get("Location", "")
            said[path] = f"{answer.status_code} {where} {read(answer.data)}"
    for opens, token in hall.links.items():
        for name in PAPERS.get(opens, ()):
            answer = hall.stage.client().post(f"/paper/{token}/{name}")
            assert answer.status_code == 200, name
            said[f"{opens} {name}"] = read(answer.data)
    return said


SAYING = (RoleName.OWNER, RoleName.COORDINATOR, RoleName.VIEWER)
"""Who may do most, who has a unit of their own, who may hardly do anything."""

OTHERS = ("owner", "staff", "colleague", "มาลี", "nobody")


def lines() -> Iterator[tuple[str, str]]:
    """Who says what: every command, and every other word by one of each kind."""
    for role in SAYING:
        for words in dict.fromkeys(way for command in COMMANDS for way in ways(command)):
            yield role.value, words
    once = {handler: words for words, handler in WORDS.items()}
    for who in OTHERS:
        for words in (*once.values(), "ฝ่ายโยธา"):
            yield who, words


def chat(hall: Hall) -> Said:
    """Everything that can be said, and the answer to it."""
    said = {}
    for who, words in lines():
        if not _ends_it(words):
            hall.stage.later(minutes=1)
            answer = hall.chat.say(who, words)
            said[f"{who}: {words}"] = str(answer.messages) if answer else ""
    return said


def ways(command: Command) -> list[str]:
    """The command's first name, alone and as the help shows it."""
    name = re.sub(r"\(.*?\)|\?", "", command.pattern.split("|")[0])
    return [name, *((command.shown[0].format(unit="โยธา"),) if command.shown else ())]


def _ends_it(words: str) -> bool:
    """Erasing oneself, and the coordinator's hat: said at the end, by the test of what is done."""
    return WORDS.get(words) is confirm_erase or words.startswith("เปลี่ยนผู้ประสานงาน")


def leaves() -> dict[str, click.Command]:
    """Every command by its words."""
    return {name: c for top in CLI for name, c in _leaves(top, str(top.name))}


def _leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for below in command.commands.values():
        yield from _leaves(below, f"{name} {below.name}")


OUT = "OUT"
READS: dict[str, Callable[[Hall], list[list[str]]]] = {
    "awareness export": lambda _: [["--out", f"{OUT}.xlsx"]],
    "awareness list": lambda _: [["--json"], []],
    "campaign clone": lambda h: [[f"{h.slug}-2570"]],
    "campaign show": lambda h: [[f"{h.slug}-2570"]],
    "doctor": lambda _: [["--no-line", "--json"]],
    "events failed": lambda _: [["--json"], []],
    "export": lambda _: [[f"{OUT}.xlsx"], [f"{OUT}.csv"], [f"{OUT}.csv", "--table", "points"]],
    "forecast": lambda _: [["--json"], []],
    "invitees counts": lambda _: [["--json"]],
    "invitees letters": lambda _: [["--out", f"{OUT}.zip"]],
    "invitees list": lambda _: [["--json"], []],
    "line doctor": lambda _: [["--json"]],
    "official set": lambda _: [["EIT", "400", "--json"]],
    "privacy certificates": lambda h: [
        ["--json"],
        ["--print", str(h.numbers["certificate"]), "--out", f"{OUT}.pdf"],
    ],
    "privacy export": lambda h: [[f"U{n:032x}"] for n in h.chat.people.values()],
    "privacy retention": lambda _: [["--at", "2029-01-01", "--json"]],
    "qr list": lambda _: [["--json"], []],
    "qr pack": lambda _: [["--out", f"{OUT}.zip", "--json"]],
    "qr print": lambda _: [[what, "--out", OUT] for what in (*ON_PAPER, *ON_SCREEN, *ABOUT)],
    "recount": lambda _: [["--json"]],
    "reminders plan": lambda _: [["--json"], ["--at", "2027-02-10", "--json"]],
    "reminders why": lambda h: [[str(h.numbers["case"]), "--json"]],
    "report": lambda _: [["--json"], ["--out", f"{OUT}.pdf"], ["--closing", "--out", f"{OUT}.pdf"]],
    "roster cards": lambda _: [["--unit", "works", "--out", f"{OUT}.pdf"]],
    "roster list": lambda _: [["--unit", "works", "--out", f"{OUT}.pdf"]],
    "roster memo": lambda _: [["--unit", "works", "--out", f"{OUT}.pdf"]],
    "roster sheet": lambda _: [["--unit", "works", "--out", f"{OUT}.pdf"]],
    "roster accept": lambda h: [[str(h.numbers["file"]), "--json"]],
    "roster waiting": lambda _: [["--json"], []],
    "status": lambda _: [["--json"], []],
}
"""Commands that tell something of an office, with the words they are given here."""


def commands(hall: Hall, folder: Path) -> Said:
    """Every command that reads, and the file it writes."""
    said = {}
    for name, given in READS.items():
        for words in given(hall):
            for old in folder.glob("out*"):
                old.unlink()
            told = [word.replace(OUT, str(folder / "out")) for word in words]
            done = hall.run(*name.split(), *told)
            files = "\n".join(read(path.read_bytes()) for path in sorted(folder.glob("out*")))
            said[f"flask {name} {' '.join(words)}"] = f"{done.exit_code} {done.output} {files}"
            assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return said


def everything(hall: Hall, folder: Path) -> Said:
    """All of it, reading first; what is new each time is taken out."""
    said = {**desk(hall), **web(hall), **commands(hall, folder), **chat(hall)}
    return {asked: FRESH.sub("…", words) for asked, words in said.items()}
