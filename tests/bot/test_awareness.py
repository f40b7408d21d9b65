"""EIT(2): names for the assessor; entered, checked against the NACC's two conditions, exported."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, text

from models.audit import AuditEntry
from models.respondent import Respondent
from tests.bot.conftest import Stage

GROUPS = ("community_leader", "network_partner", "council_member", "contractor")


def run(stage: Stage, *words: str, code: int = 0) -> str:
    done = stage.app.test_cli_runner().invoke(args=["awareness", *words])
    assert done.exit_code == code, done.output
    return done.output


def listed(stage: Stage) -> dict[str, Any]:
    output = run(stage, "list", "--json")
    facts: dict[str, Any] = json.JSONDecoder().raw_decode(output[output.index("{") :])[0]
    return facts


def test_both_conditions_are_told(stage: Stage) -> None:
    for number in range(5):
        run(stage, "add", "contractor", f"นายคนที่ {'กขคงจ'[number]} ดีจริง")
    facts = listed(stage)
    assert facts["total"] == facts["at_least"] == 5
    met = {part["group"]: part["met"] for part in facts["groups"]}
    assert met == {group: group == "contractor" for group in GROUPS}


def test_the_same_name_in_a_group_is_once_and_can_be_removed(stage: Stage) -> None:
    for name in ("นางสาวสมใจ รักดี", " นางสาวสมใจ  รักดี "):
        run(stage, "add", "community_leader", name)
    assert listed(stage)["total"] == 1
    number = run(stage, "list").split()[0]
    run(stage, "remove", number)
    assert listed(stage)["total"] == 0
    assert "awareness list" in run(stage, "remove", number, code=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["add", "friends", "นายดี จริง"], "community_leader", id="unknown group"),
        pytest.param(["add", "contractor", "=1+1"], "ชื่อใช้ไม่ได้", id="a formula"),
        pytest.param(["add", "contractor", "1102030405067"], "ชื่อใช้ไม่ได้", id="a national id"),
    ],
)
def test_bad_input_gets_a_sentence(stage: Stage, words: list[str], said: str) -> None:
    assert said in run(stage, *words, code=1)


def test_the_export_has_the_names_and_nobody_is_invited(stage: Stage, tmp_path: Path) -> None:
    run(stage, "add", "council_member", "นายสภา เขตนี้")
    out = tmp_path / "eit2.xlsx"
    run(stage, "export", "--out", str(out))
    assert out.stat().st_mode & 0o077 == 0
    page = openpyxl.load_workbook(io.BytesIO(out.read_bytes())).active
    words = [[cell.value for cell in row] for row in page.iter_rows()]
    assert [1, "สมาชิกสภากรุงเทพมหานครในเขตพื้นที่", "นายสภา เขตนี้"] in words
    with stage.wired.database.reading() as session:
        assert session.scalars(select(Respondent)).all() == []
        actions = list(session.scalars(select(AuditEntry.action)))
        stored = session.execute(text("select name from awareness_name")).scalar_one()
    assert "awareness names exported" in actions
    assert "สภา" not in str(bytes(stored).decode("latin-1"))
