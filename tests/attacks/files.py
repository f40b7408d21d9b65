"""Files in and out: hostile uploads, formulas in exports, names that forge a line of the log."""

import csv
import io
import re
import zipfile
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
from sqlalchemy import func, select

from models.campaign import Campaign
from models.role import RoleName
from models.roster_file import RosterFile
from models.service_point import PointKind
from models.staff_member import StaffMember
from paper import name_list, signature_sheet, tables
from paper.facts import NameList
from reports.tables import tables as figures
from tests.attacks import hostile
from tests.attacks.ground import Attack, Ground
from tests.bot.test_desk import signed_in
from tests.bot.test_desk_guards import HTTPS
from tests.bot.test_desk_lists import ROSTER, hand_in
from tests.paper.facts import lines, sheet
from tests.roster.files import CAST, HEADER, xlsx

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
    f'{LAUGHS}<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&a8;&f;</x>'
)
FORMULA = re.compile(r"^[=+\-@\t\r]")


def uploads(ground: Ground, cases: int) -> Counter[str]:
    """Rosters and workbooks changed at random, bombs, entities, foreign paths: told, not kept."""
    client, ended = signed_in(ground.stage, RoleName.HR), Counter[str]()
    people = _number(ground, StaffMember)
    for _ in range(cases):
        before = _number(ground, RosterFile)
        answer = hand_in(client, _upload(ground), part="")
        assert answer.status_code in (200, 303, 413), answer.status_code
        if answer.status_code == 303:
            answer = client.get(answer.headers["Location"], base_url=HTTPS)
            assert answer.status_code == 200
            ended["read, shown"] += 1
        else:
            assert _number(ground, RosterFile) == before
            ended["refused in words"] += 1
        assert "root:x:" not in answer.text
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
    assert _number(ground, StaffMember) == people
    return ended


def _number(ground: Ground, table: Any) -> int:
    with ground.stage.wired.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _upload(ground: Ground) -> bytes:
    chance, draw = ground.chance, ground.chance.random()
    if draw < 0.4:
        cells = [
            ",".join(f'"{hostile.word(chance)[:200]}"' for _ in range(chance.choice((1, 4, 9))))
            for _ in range(5)
        ]
        text = ROSTER + "\n".join(cells)
        return text.encode(chance.choice(("utf-8", "utf-8-sig", "cp874", "utf-16")), "replace")
    book = bytearray(xlsx(HEADER, *CAST))
    if draw < 0.7:
        for _ in range(chance.choice((1, 5, 50))):
            book[chance.randrange(len(book))] = chance.randrange(256)
        return bytes(book)
    if draw < 0.8:
        return bytes(book[: chance.randrange(len(book))])
    part = chance.choice(
        ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "../../evil")
    )
    content = chance.choice((ENTITIES.encode(), b"\0" * 3_000_000, b"<x>" * 5000, b""))
    return _with_part(bytes(book), part, content)


def _with_part(book: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return out.getvalue()


@dataclass(frozen=True)
class Words:
    """A table of hostile words, as the papers' Table."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def exports(ground: Ground, cases: int) -> Counter[str]:
    """Hostile labels and names through every CSV and workbook: no cell is run."""
    ended, chance = Counter[str](), ground.chance
    for _ in range(cases):
        words = [_storable(hostile.word(chance))[:300] for _ in range(6)]
        made = Words("a", ("x", "y", "z"), (tuple(words[:3]), tuple(words[3:])))
        _assert_harmless_csv(tables.csv_file(made))
        people = NameList(office=words[0], fiscal_year=2570, names=((words[1], words[2]),))
        signed = sheet(outstanding=(replace(lines(1)[0], name=words[3]),))
        for book in (tables.xlsx([made]), name_list.xlsx(people), signature_sheet.xlsx(signed)):
            _assert_no_formula(book)
        ended["files"] += 4
    _whole_office(ground)
    return ended


def _storable(word: str) -> str:
    """As it would stand in a row: no halves, and none of the marks XML cannot carry."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", word)


def _assert_harmless_csv(content: bytes) -> None:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        for cell in row:
            assert not FORMULA.match(cell) or re.fullmatch(r"-?[\d.]+", cell), cell


def _assert_no_formula(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None, cell.value


def _whole_office(ground: Ground) -> None:
    """The real export, of points whose labels are formulas."""
    stage = ground.stage
    for word in hostile.FORMULAS:
        point = stage.point(kind=PointKind.COUNTER)
        with stage.wired.database.transaction() as session:
            session.merge(point).label = word
    with stage.wired.database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        made = figures(session, campaign, now=stage.at, pick=lambda thai, _: thai)
    for each in made:
        _assert_harmless_csv(tables.csv_file(each))
    _assert_no_formula(tables.xlsx(made))


LINE_OF_LOG = re.compile(r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")


def log(ground: Ground, cases: int) -> Counter[str]:
    """Line ends and false entries in addresses, labels, names and chat: no line is theirs."""
    forged = "2027-01-12 03:00:00 [error    ] forged"
    client = signed_in(ground.stage, RoleName.COORDINATOR, "works")
    out, ended = io.StringIO(), Counter[str]()
    with redirect_stdout(out):
        for number in range(cases):
            word = f"x\n{forged} {number}\r\x1b[31m"
            client.get("/desk/units/registration%0A" + forged, base_url=HTTPS)
            client.get("/desk/reports/closing.pdf", query_string={"a": word}, base_url=HTTPS)
            client.get("/desk/settings%0D%0A" + forged, base_url=HTTPS)
            ground.chat.say("coordinator", f"ยอด ป.ป.ช. EIT {word}")
            ground.chat.say("viewer", f"แจกลิงก์ โยธา {word}")
            client.post(f"/desk/lists/1%0A{forged}", data={"key": word}, base_url=HTTPS)
            ground.stage.post(word.encode())
            ended["words"] += 7
    for entry in out.getvalue().splitlines():
        assert LINE_OF_LOG.match(re.sub(r"\x1b\[\d+m", "", entry)), entry
        assert "forged" not in entry, entry
    ended["lines of log"] = len(out.getvalue().splitlines())
    assert ended["lines of log"] > 0
    return ended


ATTACKS = [
    Attack(
        "uploads: hostile rosters",
        "CSV of hostile cells in four encodings; workbooks with bytes changed, cut short, with "
        "entity bombs, files from outside, 3 MB of nothing, foreign paths",
        "read and shown, or refused in words; never 5xx, nothing written, no file of ours shown",
        40,
        3_000,
        uploads,
        False,
    ),
    Attack(
        "exports: formulas in CSV and Excel",
        "hostile labels and names through all four kinds of file, and the office's own export",
        "no cell begins like a formula, none is one, none is a link",
        60,
        3_000,
        exports,
        False,
    ),
    Attack(
        "log: false lines",
        "line ends and colours in addresses, forms, chat and webhook bodies",
        "every line of the log is ours and quotes none of it",
        15,
        1_000,
        log,
        False,
    ),
]
