"""The counter's papers: printed, packed, corrected after printing, tested without counting."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from models.counting import HourCount
from models.service_point import PointKind
from tests.bot.conftest import Stage
from tests.handlers.conftest import Chat, chat

__all__ = ["chat"]

PDF = b"%PDF"


def run(stage: Stage, *words: str, code: int = 0) -> str:
    done = stage.app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == code, done.output
    return done.output


def made(stage: Stage, *words: str) -> Any:
    output = run(stage, "qr", *words, "--json")
    return json.JSONDecoder().raw_decode(output[output.index("[") :])[0]


def counted(stage: Stage) -> int:
    with stage.wired.database.reading() as session:
        return len(session.scalars(select(HourCount)).all())


def codes_in(content: bytes) -> set[str]:
    pages = pypdfium2.PdfDocument(content)
    images = [page.render(scale=200 / 72).to_pil() for page in pages]
    return {found.text for image in images for found in zxingcpp.read_barcodes(image)}


def test_the_pack_has_every_form_of_every_point_and_is_the_same_each_time(
    stage: Stage, tmp_path: Path
) -> None:
    point = made(stage, "make", "--unit", "works", "--label", "1")[0]
    page = made(stage, "make", "--unit", "finance", "--label", "เพจ", "--kind", "online")[0]
    for name in ("a.zip", "b.zip"):
        run(stage, "qr", "pack", "--out", str(tmp_path / name))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = set(archive.namelist())
        assert codes_in(archive.read("works/poster-a4.pdf")) == {point["url"]}
        assert codes_in(archive.read("points.pdf")) == {point["url"], page["url"]}
    assert f"finance/{page['code']}-story.png" in names
    assert not any(name.startswith("finance/poster") for name in names)  # online: no paper


def test_one_point_s_poster_and_clear_words_when_there_is_none(
    stage: Stage, tmp_path: Path
) -> None:
    point = made(stage, "make", "--unit", "works", "--label", "1")[0]
    out = tmp_path / "p.pdf"
    run(stage, "qr", "print", "poster-a5.pdf", "--code", point["code"].lower(), "--out", str(out))
    assert codes_in(out.read_bytes()) == {point["url"]}
    assert "qr list" in run(stage, "qr", "print", "tent.pdf", "--unit", "finance", code=1)
    bad = tmp_path / "emblem.png"
    bad.write_text("no picture")
    words = ["qr", "print", "tent.pdf", "--logo", str(bad), "--out", str(out)]
    assert "PNG" in run(stage, *words, code=1)


def test_a_point_is_corrected_after_printing_and_keeps_its_figures(stage: Stage) -> None:
    point = made(stage, "make", "--unit", "works", "--label", "1")[0]
    stage.client().get(f"/q/{point['code']}/survey")
    words = ["change", point["code"], "--unit", "finance", "--label", "โต๊ะ 9", "--kind", "event"]
    (changed,) = made(stage, *words)
    assert (changed["unit"], changed["label"], changed["kind"]) == ("finance", "โต๊ะ 9", "event")
    assert "ฝ่ายการคลัง" in stage.client().get(f"/q/{point['code']}").get_data(as_text=True)
    output = run(stage, "status", "--json")
    status = json.JSONDecoder().raw_decode(output[output.index("{") :])[0]
    reached = {
        line["unit"]: line["reached"] for line in status["units"] if line["instrument"] == "EIT"
    }
    assert (reached["works"], reached["finance"]) == (1, 0)
    run(stage, "recount")


def test_a_replaced_code_says_so_and_the_new_one_works(stage: Stage) -> None:
    point = made(stage, "make", "--unit", "works", "--label", "1")[0]
    (new,) = made(stage, "replace", point["code"])
    assert new["label"] == "1"
    assert stage.client().get(f"/q/{point['code']}").status_code == 410
    assert stage.client().get(f"/q/{new['code']}").status_code == 200
    assert "revoked already" in run(stage, "qr", "replace", point["code"], code=1)


def test_a_test_scan_shows_the_page_and_counts_nothing(stage: Stage) -> None:
    point = stage.point("works")
    page = stage.client().get(f"/q/{point.code}/test").get_data(as_text=True)
    assert "หน้าทดสอบ" in page
    assert point.code in page
    assert f"/q/{point.code}/survey" not in page
    assert f"/q/{point.code}/line" not in page
    assert "disabled" in page
    assert counted(stage) == 0
    assert "หน้าทดสอบ" not in stage.client().get(f"/q/{point.code}").get_data(as_text=True)


@pytest.mark.parametrize("kind", [kind for kind in PointKind if kind != PointKind.KIOSK])
def test_every_kind_of_point_counts_alike(stage: Stage, kind: PointKind) -> None:
    point = stage.point("works", kind)
    phone = stage.client()
    for _ in range(2):
        phone.get(f"/q/{point.code}")
    with stage.wired.database.reading() as session:
        assert [row.value for row in session.scalars(select(HourCount))] == [1]


def test_chat_leads_the_coordinator_to_the_unit_s_papers(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    point = chat.point("works")
    other = chat.point("finance")
    answer = chat.say("วิภา", "คิวอาร์")
    assert answer is not None
    path = re.search(r"/paper/[\w-]+", json.dumps(answer.messages))
    assert path is not None
    web = chat.stage.client()
    page = web.get(path[0]).get_data(as_text=True)
    assert "ป้าย A4" in page
    assert "ชื่อบุคลากร" not in page
    for name in ("poster-a4.pdf", "points.pdf", "tally.pdf", "placement.pdf"):
        answered = web.post(f"{path[0]}/{name}")
        assert answered.data.startswith(PDF), name
    shown = codes_in(web.post(f"{path[0]}/poster-a4.pdf").data)
    assert any(code.endswith(point.code) for code in shown)
    assert not any(code.endswith(other.code) for code in shown)
    assert web.post(f"{path[0]}/sheet.pdf").status_code == 410
    assert io.BytesIO(web.post(f"{path[0]}/stickers.pdf").data).read(4) == PDF
