"""The QR pack at the desk: the chosen points' papers, and points made and ended once."""

import io
import zipfile

import pytest
from sqlalchemy import select

from bot.routes.desk import qr as desk_qr
from models.role import RoleName
from models.service_point import PointKind, ServicePoint
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, key_of, signed_in

HTTPS = "https://localhost"


def points(stage: Stage) -> list[ServicePoint]:
    with stage.wired.database.reading() as session:
        return list(session.scalars(select(ServicePoint).order_by(ServicePoint.id)))


def test_one_paper_comes_as_it_is(stage: Stage) -> None:
    point, client = stage.point(), signed_in(stage)
    form = {"key": key_of(client), "point": [str(point.id)], "paper": ["poster-a4.pdf"]}
    answer = client.post("/desk/qr/pack", data=form, base_url=HTTPS)
    assert answer.data.startswith(b"%PDF")
    assert "poster-a4.pdf" in answer.headers["Content-Disposition"]


def test_several_come_as_a_zip_with_a_folder_a_unit(stage: Stage) -> None:
    first, second = stage.point("works"), stage.point("registration")
    client = signed_in(stage)
    form = {
        "key": key_of(client),
        "point": [str(first.id), str(second.id)],
        "paper": ["tally.pdf", "square.png"],
    }
    answer = client.post("/desk/qr/pack", data=form, base_url=HTTPS)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert set(archive.namelist()) == {
            "works/tally.pdf",
            f"works/{first.code}-square.png",
            "registration/tally.pdf",
            f"registration/{second.code}-square.png",
        }


def test_a_coordinator_prints_the_own_units_points_only(stage: Stage) -> None:
    own, other = stage.point("works"), stage.point("registration")
    client = signed_in(stage, RoleName.COORDINATOR, "works")
    page = get(client, "/desk/qr").text
    assert own.code in page
    assert other.code not in page
    form = {"key": key_of(client), "point": [str(other.id)], "paper": ["tally.pdf"]}
    assert client.post("/desk/qr/pack", data=form, base_url=HTTPS).status_code == 303
    path = f"/desk/qr/points/{other.id}/end"
    assert client.post(path, data={"key": key_of(client)}, base_url=HTTPS).status_code == 404
    add = {"key": key_of(client), "label": "ก", "unit": "registration", "kind": "counter"}
    assert client.post("/desk/qr/points", data=add, base_url=HTTPS).status_code == 403


@pytest.mark.parametrize("chosen", [{}, {"point": "1"}, {"paper": "poster-a4.pdf"}])
def test_nothing_chosen_is_said(stage: Stage, chosen: dict[str, str]) -> None:
    stage.point()
    client = signed_in(stage)
    form = {"key": key_of(client), **chosen}
    answer = client.post("/desk/qr/pack", data=form, base_url=HTTPS)
    assert "อย่างน้อยอย่างละหนึ่ง" in get(client, answer.headers["Location"]).text


def test_a_pack_has_its_limit(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_qr, "MOST_POINTS", 1)
    chosen = [str(stage.point(unit).id) for unit in ("works", "registration")]
    client = signed_in(stage)
    form = {"key": key_of(client), "point": chosen, "paper": ["tally.pdf"]}
    answer = client.post("/desk/qr/pack", data=form, base_url=HTTPS)
    assert "ครั้งละไม่เกิน 1 จุด" in get(client, answer.headers["Location"]).text


def test_a_point_is_made_once_and_ended_once(stage: Stage) -> None:
    client = signed_in(stage, RoleName.PR)
    form = {"key": key_of(client), "label": " เคาน์เตอร์  9 ", "unit": "works", "kind": "kiosk"}
    for _ in range(2):
        client.post("/desk/qr/points", data=form, base_url=HTTPS)
    (made,) = points(stage)
    assert (made.label, made.kind) == ("เคาน์เตอร์ 9", PointKind.KIOSK)
    path = f"/desk/qr/points/{made.id}/end"
    key = {"key": key_of(client)}
    assert client.post(path, data=key, base_url=HTTPS).status_code == 303
    assert client.post(path, data=key, base_url=HTTPS).status_code == 404
    assert points(stage)[0].revoked_at == stage.at


@pytest.mark.parametrize("label", ["", "   ", "\u200b "])
def test_a_point_needs_a_name(stage: Stage, label: str) -> None:
    client = signed_in(stage)
    form = {"key": key_of(client), "label": label, "unit": "works", "kind": "counter"}
    answer = client.post("/desk/qr/points", data=form, base_url=HTTPS)
    assert "โปรดตั้งชื่อ" in get(client, answer.headers["Location"]).text
    assert points(stage) == []


@pytest.mark.parametrize("role", [RoleName.HR, RoleName.VIEWER])
def test_codes_are_not_for_every_hat(stage: Stage, role: RoleName) -> None:
    assert get(signed_in(stage, role), "/desk/qr").status_code == 403
