"""Hats at the desk: handed out by a key shown once, taken off at once."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.audit import AuditEntry
from models.role import Invitation, Role, RoleName
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, key_of, signed_in

KEY = re.compile(r"KEY-[0-9A-Z-]+")


def post(client: FlaskClient, path: str = "/desk/people", **form: str) -> Any:
    return client.post(path, data={**form, "key": key_of(client)}, base_url="https://localhost")


def rows(stage: Stage, kind: Any) -> list[Any]:
    with stage.wired.database.reading() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def actions(stage: Stage) -> list[str]:
    return [entry.action for entry in rows(stage, AuditEntry)]


def test_a_key_is_shown_once_and_opens_the_hat_in_chat(stage: Stage) -> None:
    client = signed_in(stage)
    page = post(client, role="coordinator", part="works").text
    key = KEY.search(page)
    assert key is not None
    assert KEY.search(get(client, "/desk/people").text) is None
    with stage.wired.database.reading() as session:
        made = session.scalars(select(Invitation)).one()
        assert made.unit is not None
        assert made.unit.code == "works"
        assert made.code_hash == stage.wired.office("").hash_of(key[0])
    assert "role invited" in actions(stage)


def test_a_coordinator_without_a_unit_is_asked_for_it(stage: Stage) -> None:
    answer = post(signed_in(stage), role="coordinator", part="")
    assert "ต้องระบุหน่วยงาน" in answer.text
    assert rows(stage, Invitation) == []


@pytest.mark.parametrize("role", ["owner", "deputy"])
def test_an_admin_keeps_accounts_but_not_the_managers(stage: Stage, role: str) -> None:
    signed_in(stage, RoleName.OWNER)
    client = signed_in(stage, RoleName.ADMIN)
    assert post(client, role=role, part="").status_code == 403
    assert KEY.search(post(client, role="pr", part="").text)
    owner = next(each for each in rows(stage, Role) if each.name == RoleName.OWNER)
    assert post(client, f"/desk/people/{owner.id}/end").status_code == 403
    assert rows(stage, Role)[0].ended_at is None


@pytest.mark.parametrize("form", [{"role": "king", "part": ""}, {"role": "pr", "part": "moon"}])
def test_an_invented_role_or_unit_makes_no_key(stage: Stage, form: dict[str, str]) -> None:
    assert post(signed_in(stage), **form).status_code == 403
    assert rows(stage, Invitation) == []


def test_a_hat_taken_off_closes_its_pages_at_once(stage: Stage) -> None:
    client = signed_in(stage)
    coordinator = signed_in(stage, RoleName.COORDINATOR, "works")
    hat = rows(stage, Role)[-1]
    answer = post(client, f"/desk/people/{hat.id}/end")
    assert "สิ้นสุดหน้าที่แล้ว" in get(client, answer.headers["Location"]).text
    assert get(coordinator).status_code == 401
    post(client, f"/desk/people/{hat.id}/end")
    assert actions(stage).count("role ended") == 1


def test_the_last_who_manages_cannot_be_taken_off(stage: Stage) -> None:
    client = signed_in(stage)
    hat = rows(stage, Role)[0]
    answer = post(client, f"/desk/people/{hat.id}/end")
    assert "คนสุดท้าย" in get(client, answer.headers["Location"]).text
    assert rows(stage, Role)[0].ended_at is None


def test_a_withdrawn_key_opens_nothing(stage: Stage) -> None:
    client = signed_in(stage)
    post(client, role="pr", part="")
    invitation = rows(stage, Invitation)[0]
    path = f"/desk/people/keys/{invitation.id}/withdraw"
    post(client, path)
    assert rows(stage, Invitation)[0].expires_at == stage.at
    answer = post(client, path)
    assert "ถูกใช้หรือหมดอายุ" in get(client, answer.headers["Location"]).text
    assert actions(stage).count("invitation withdrawn") == 1


def test_a_used_key_stays_used(stage: Stage) -> None:
    client = signed_in(stage)
    post(client, role="pr", part="")
    with stage.wired.database.transaction() as session:
        session.scalars(select(Invitation)).one().used_at = stage.at
    before = rows(stage, Invitation)[0].expires_at
    post(client, f"/desk/people/keys/{rows(stage, Invitation)[0].id}/withdraw")
    assert rows(stage, Invitation)[0].expires_at == before


@pytest.mark.parametrize("role", [RoleName.COORDINATOR, RoleName.VIEWER, RoleName.HR, RoleName.PR])
def test_others_hand_out_nothing(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    assert get(client, "/desk/people").status_code == 403
    assert post(client, role="pr", part="").status_code == 403
