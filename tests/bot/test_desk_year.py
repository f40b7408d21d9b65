"""The year at the desk: closed by its owner, followed by the next, erased with a certificate."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from models.audit import AuditEntry
from models.campaign import Campaign
from models.certificate import ErasureCertificate
from models.role import RoleName
from scheduler.jobs import anonymise_expired
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, signed_in
from tests.bot.test_desk_people import post, rows


def campaigns(stage: Stage) -> list[Campaign]:
    return rows(stage, Campaign)


def act(client: FlaskClient, what: str, **form: str) -> Any:
    return post(client, f"/desk/year/{what}", **{"campaign": "bangsue-2570", **form})


def followed(client: FlaskClient, answer: Any) -> str:
    text: str = get(client, answer.headers["Location"]).text
    return text


def test_the_owner_closes_once_the_box_is_ticked(stage: Stage) -> None:
    owner = signed_in(stage)
    assert "ยังไม่ถึงวันปิดตามกำหนด" in get(owner, "/desk/year").text
    untold = act(owner, "close")
    assert 'id="sure-fault"' in untold.text
    assert campaigns(stage)[0].closed_at is None
    assert "ปิดการสำรวจแล้ว จากนี้" in followed(owner, act(owner, "close", sure="yes"))
    assert campaigns(stage)[0].closed_at == stage.at
    assert "ปิดไว้ก่อนแล้ว" in followed(owner, act(owner, "close", sure="yes"))
    closed = [entry for entry in rows(stage, AuditEntry) if entry.action == "campaign closed"]
    assert [entry.facts["early"] for entry in closed] == [True]
    assert closed[0].actor.startswith("role ")
    assert "เปิดการสำรวจอีกครั้งแล้ว" in followed(owner, act(owner, "reopen"))
    assert campaigns(stage)[0].closed_at is None


@pytest.mark.parametrize("role", [role for role in RoleName if role != RoleName.OWNER])
def test_nobody_else_closes_or_reopens(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    for what in ("close", "reopen"):
        assert act(client, what, sure="yes").status_code == 403
    assert campaigns(stage)[0].closed_at is None
    sees = {RoleName.DEPUTY: 200, RoleName.ADMIN: 200}
    assert get(client, "/desk/year").status_code == sees.get(role, 403)
    may_clone = role == RoleName.DEPUTY
    assert (act(client, "clone").status_code == 303) == may_clone
    assert len(campaigns(stage)) == 1 + may_clone


def test_next_year_is_loaded_once_and_the_desk_stays_with_this_one(stage: Stage) -> None:
    owner = signed_in(stage)
    file = get(owner, "/desk/year/next.yaml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="bangsue-2571.yaml"'
    assert "fiscal_year: 2571" in file.text
    assert "โหลดแคมเปญปีถัดไปแล้ว" in followed(owner, act(owner, "clone"))
    assert "ปีถัดไปมีแคมเปญอยู่แล้ว" in followed(owner, act(owner, "clone"))
    assert [each.slug for each in campaigns(stage)] == ["bangsue-2570", "bangsue-2571"]
    assert "ปีงบประมาณ 2570</h1>" in get(owner, "/desk/year").text


def test_a_form_of_the_year_before_changes_nothing(stage: Stage) -> None:
    owner = signed_in(stage)
    act(owner, "clone")
    stage.at = datetime(2027, 10, 1, 3, tzinfo=UTC)
    owner = signed_in(stage)
    for what in ("close", "clone", "reopen"):
        answer = act(owner, what, sure="yes")  # opened on the last evening of the year before
        assert "ปีงบประมาณเปลี่ยนไปแล้ว" in followed(owner, answer)
    assert [each.closed_at for each in campaigns(stage)] == [None, None]
    act(owner, "close", sure="yes", campaign="bangsue-2571")
    assert campaigns(stage)[1].closed_at == stage.at


def test_a_certificate_is_listed_and_printed(stage: Stage) -> None:
    signed_in(stage)
    point = stage.point()
    stage.client().get(f"/q/{point.code}/survey")
    stage.at = datetime(2027, 10, 1, 3, tzinfo=UTC)
    owner = signed_in(stage)
    anonymise_expired(stage.wired.database, stage.at)
    (row,) = rows(stage, ErasureCertificate)
    assert row.counts == {"devices": 1, "visits": 1}
    assert f"/desk/year/certificates/{row.id}.pdf" in get(owner, "/desk/year").text
    paper = get(owner, f"/desk/year/certificates/{row.id}.pdf")
    assert paper.data.startswith(b"%PDF")
    assert get(owner, "/desk/year/certificates/99.pdf").status_code == 404


def test_the_command_line_shows_before_it_erases(stage: Stage, tmp_path: Any) -> None:
    point = stage.point()
    stage.client().get(f"/q/{point.code}/survey")
    runner = stage.app.test_cli_runner()

    def run(*words: str) -> Any:
        return runner.invoke(args=list(words))

    assert "Nothing is due" in run("privacy", "retention").output
    early = run("privacy", "retention", "--at", "2027-10-01", "--commit")
    assert early.exit_code == 1
    seen = run("privacy", "retention", "--at", "2027-10-01")
    assert "Would erase: bangsue-2570 EIT" in seen.output
    assert rows(stage, ErasureCertificate) == []
    stage.at = datetime(2027, 10, 1, 3, tzinfo=UTC)
    assert "Erased: bangsue-2570 EIT" in run("privacy", "retention", "--commit").output
    assert "Nothing is due" in run("privacy", "retention", "--commit").output
    assert "devices 1" in run("privacy", "certificates").output
    out = tmp_path / "certificate.pdf"
    assert run("privacy", "certificates", "--print", "1", "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_the_command_line_closes_and_clones(stage: Stage, tmp_path: Any) -> None:
    runner = stage.app.test_cli_runner()

    def run(*words: str, said: str = "") -> Any:
        return runner.invoke(args=["campaign", *words], input=said)

    assert run("close", "bangsue-2570", said="n\n").exit_code == 1
    assert campaigns(stage)[0].closed_at is None
    assert run("close", "bangsue-2570", said="y\n").exit_code == 0
    assert campaigns(stage)[0].closed_at == stage.at
    assert "closed before" in run("close", "bangsue-2570").output
    assert "closed" in run("list").output
    assert run("reopen", "bangsue-2570").exit_code == 0
    assert run("reopen", "bangsue-2570").exit_code == 1
    assert run("close", "elsewhere").exit_code == 1
    out = tmp_path / "next.yaml"
    assert run("clone", "bangsue-2570", "--out", str(out)).exit_code == 0
    assert run("clone", "bangsue-2570", "--out", str(out)).exit_code == 1  # never written over
    assert run("load", str(out)).exit_code == 0
    taken = run("clone", "bangsue-2570")
    assert taken.exit_code == 1
    assert "bangsue-2571" in taken.output
