"""The desk's door and its guard: who gets in, for how long, and what a stranger sees."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from handlers.scope import EVERYONE
from models.agency import Agency, Unit
from models.chat_link import ChatLink, Opens, make_link
from models.desk_session import DeskSession
from models.role import Role, RoleName
from tests.bot.conftest import Stage
from tests.factories import make_person

PUBLIC = {"desk.door", "desk.enter", "desk.style", "desk.script", "desk.font"}
"""What opens without being signed in: the way in, and how the pages look."""


def link(stage: Stage, role: RoleName = RoleName.OWNER, unit: str | None = None) -> str:
    """A fresh link for somebody of that role."""
    with stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency).order_by(Agency.id)).first()
        assert office is not None
        person = make_person(session, office, user_id=f"U{role:0>32}{unit or ''}"[:33])
        found = session.scalar(select(Unit).where(Unit.code == unit)) if unit else None
        hat = Role(
            agency_id=office.id,
            respondent_id=person.id,
            name=role,
            unit_id=found.id if found else None,
            granted_at=stage.at,
        )
        session.add(hat)
        session.flush()
        return make_link(session, office, hat, Opens.DESK, now=stage.at)


def signed_in(
    stage: Stage, role: RoleName = RoleName.OWNER, unit: str | None = None
) -> FlaskClient:
    client = stage.client()
    token = link(stage, role, unit)
    assert client.post(f"/desk/in/{token}", base_url="https://localhost").status_code == 303
    return client


def get(client: FlaskClient, path: str = "/desk/") -> Any:
    return client.get(path, base_url="https://localhost")


def key_of(client: FlaskClient) -> str:
    found = re.search(r'name="key" value="(\w+)"', get(client).text)
    assert found is not None
    return found[1]


def test_a_link_is_not_used_up_by_looking_at_it(stage: Stage) -> None:
    token = link(stage)
    for _ in range(3):
        assert stage.client().get(f"/desk/in/{token}").status_code == 200
    assert stage.client().head(f"/desk/in/{token}").status_code == 200
    answer = stage.client().post(f"/desk/in/{token}", base_url="https://localhost")
    assert answer.status_code == 303


def test_a_link_opens_once(stage: Stage) -> None:
    token = link(stage)
    assert stage.client().post(f"/desk/in/{token}").status_code == 303
    assert stage.client().post(f"/desk/in/{token}").status_code == 410
    assert stage.client().get(f"/desk/in/{token}").status_code == 410


def test_a_link_dies_after_ten_minutes(stage: Stage) -> None:
    token = link(stage)
    stage.later(minutes=10)
    assert stage.client().post(f"/desk/in/{token}").status_code == 410


def test_a_link_of_a_hat_taken_off_opens_nothing(stage: Stage) -> None:
    token = link(stage)
    end_roles(stage)
    assert stage.client().post(f"/desk/in/{token}").status_code == 410


def test_a_link_to_papers_is_no_way_in(stage: Stage) -> None:
    token = link(stage)
    with stage.wired.database.transaction() as session:
        session.scalars(select(ChatLink)).one().opens = Opens.POSTERS
    assert stage.client().get(f"/desk/in/{token}").status_code == 410
    assert stage.client().post(f"/desk/in/{token}").status_code == 410


def test_a_link_to_the_desk_opens_no_papers(stage: Stage) -> None:
    token = link(stage)
    for path in (f"/paper/{token}", f"/paper/{token}/chart.png"):
        assert stage.client().get(path).status_code == 410
    assert stage.client().post(f"/paper/{token}/sheet.pdf").status_code == 410


def test_the_cookie_is_for_the_desk_over_https_and_no_script(stage: Stage) -> None:
    answer = stage.client().post(f"/desk/in/{link(stage)}", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/desk", "Max-Age=28800"):
        assert part in cookie


def test_the_token_of_a_session_is_not_in_the_database(stage: Stage) -> None:
    answer = stage.client().post(f"/desk/in/{link(stage)}", base_url="https://localhost")
    token = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    with stage.wired.database.reading() as session:
        kept = session.scalars(select(DeskSession)).one().token_hash
    assert token.encode() not in kept
    assert len(kept) == 16


def test_a_session_ends_after_eight_hours(stage: Stage) -> None:
    client = signed_in(stage)
    assert get(client).status_code == 200
    stage.later(hours=8)
    assert get(client).status_code == 401


def test_leaving_the_role_ends_the_session_at_once(stage: Stage) -> None:
    client = signed_in(stage)
    end_roles(stage)
    assert get(client).status_code == 401


def test_signing_out_ends_the_session_for_a_copied_cookie_too(stage: Stage) -> None:
    client = signed_in(stage)
    cookie = client.get_cookie("desk", path="/desk")
    assert cookie is not None
    form = {"key": key_of(client)}
    assert client.post("/desk/out", data=form, base_url="https://localhost").status_code == 200
    copy = stage.client()
    copy.set_cookie("desk", cookie.value, path="/desk")
    assert get(copy).status_code == 401


@pytest.mark.parametrize("key", ["", "0" * 32, "ก"])
def test_a_form_of_another_site_changes_nothing(stage: Stage, key: str) -> None:
    client = signed_in(stage)
    answer = client.post("/desk/out", data={"key": key}, base_url="https://localhost")
    assert answer.status_code == 400
    assert get(client).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "ก" * 40, "0" * 5000])
def test_an_invented_cookie_opens_nothing(stage: Stage, cookie: str) -> None:
    client = stage.client()
    client.set_cookie("desk", cookie, path="/desk")
    assert get(client).status_code == 401


def test_every_route_of_the_desk_is_guarded_or_on_the_short_public_list(stage: Stage) -> None:
    rules = [rule for rule in stage.app.url_map.iter_rules() if rule.rule.startswith("/desk")]
    assert rules
    for rule in rules:
        view = stage.app.view_functions[rule.endpoint]
        assert (rule.endpoint in PUBLIC) != hasattr(view, "hats"), rule.rule
        if rule.endpoint in PUBLIC:
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = stage.client().open(path, method=method, base_url="https://localhost")
            assert answer.status_code == 401, rule.rule


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_every_role_of_the_office_sees_the_overview(stage: Stage, role: RoleName) -> None:
    unit = "works" if role == RoleName.COORDINATOR else None
    page = get(signed_in(stage, role, unit))
    assert page.status_code == 200
    assert "ฝ่ายโยธา" in page.text
    assert ("ฝ่ายทะเบียน" in page.text) == (role != RoleName.COORDINATOR)
    assert ("ทั้งสำนักงาน" in page.text) == (role != RoleName.COORDINATOR)


@pytest.mark.parametrize("survey", ["EIT", "IIT", "iit", "x", ""])
def test_the_overview_of_either_questionnaire(stage: Stage, survey: str) -> None:
    page = get(signed_in(stage), f"/desk/?survey={survey}")
    assert page.status_code == 200
    assert page.text.count("<script") == 1  # our own file, nothing inline


def test_nothing_of_the_desk_is_kept_by_a_browser(stage: Stage) -> None:
    assert get(signed_in(stage)).headers["Cache-Control"] == "no-store"
    assert get(stage.client()).headers["Cache-Control"] == "no-store"


def end_roles(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        for role in session.scalars(select(Role)):
            role.ended_at = stage.at
