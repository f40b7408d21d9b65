"""The desk's guards, over all its routes: whose a page is, whose a form was, who may frame it."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from models import Base
from models.role import RoleName
from tests.bot.conftest import Stage
from tests.bot.test_desk import PUBLIC, get, key_of, signed_in

HTTPS = "https://localhost"
EXAMPLES = {"code": "works", "name": "progress.pdf", "number": "999999"}


def rules(stage: Stage, method: str) -> Iterator[Rule]:
    """The guarded routes that take this method."""
    for rule in stage.app.url_map.iter_rules():
        mine = rule.endpoint.startswith("desk.") and rule.endpoint not in PUBLIC
        if mine and method in (rule.methods or set()):
            yield rule


def path_of(rule: Rule) -> str:
    """An address the route takes, of things that are not there where it changes something."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: EXAMPLES[found[1]], rule.rule)


def rows(stage: Stage) -> dict[str, int]:
    with stage.wired.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


WITHOUT_SIGNING_IN = {
    "line_webhook.receive": "by LINE's signature",
    **dict.fromkeys(("office_paper.page", "office_paper.file", "office_paper.chart"), "by a link"),
    **dict.fromkeys(("health.healthz", "health.readyz", "health.metrics"), "figures of no person"),
    "privacy.notice": "the notice, for anybody",
    **dict.fromkeys(
        [
            *("respondent.page", "respondent.line", "respondent.survey", "respondent.answered"),
            *("respondent.poster", "respondent.qr_png", "respondent.qr_svg"),
            "respondent.test_page",
        ],
        "what a printed code opens",
    ),
}


def test_every_route_is_guarded_or_on_the_short_public_list(stage: Stage) -> None:
    open_to_all = {
        rule.endpoint
        for rule in stage.app.url_map.iter_rules()
        if not hasattr(stage.app.view_functions[rule.endpoint], "hats")
    }
    assert open_to_all == set(WITHOUT_SIGNING_IN) | PUBLIC


@pytest.mark.parametrize("role", list(RoleName))
def test_a_route_opens_for_its_roles_and_for_no_other(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    key = key_of(client)
    before = rows(stage)
    tried = 0
    for method in ("GET", "POST"):
        for rule in rules(stage, method):
            hats = stage.app.view_functions[rule.endpoint].hats  # type: ignore[attr-defined]
            if role in hats and (method == "POST" or rule.endpoint == "desk.report"):
                continue  # what it does is tested where it belongs
            form = {"key": key} if method == "POST" else None
            answer = client.open(path_of(rule), method=method, data=form, base_url=HTTPS)
            wanted = {200, 404} if role in hats else {403}
            assert answer.status_code in wanted, f"{method} {rule.rule}: {answer.status_code}"
            tried += 1
    assert tried > 10
    assert rows(stage) == before


def test_no_form_without_its_session_s_key_changes_anything(stage: Stage) -> None:
    client = signed_in(stage)
    other = key_of(signed_in(stage, RoleName.DEPUTY))
    before = rows(stage)
    for rule in rules(stage, "POST"):
        for form in ({}, {"key": ""}, {"key": other}):
            answer = client.post(path_of(rule), data=form, base_url=HTTPS)
            assert answer.status_code == 400, rule.rule
            assert "ยังไม่มีสิ่งใดเปลี่ยนแปลง" in answer.text
    assert rows(stage) == before


def test_every_page_forbids_foreign_scripts_and_frames(stage: Stage) -> None:
    client = signed_in(stage)
    for rule in rules(stage, "GET"):
        if rule.endpoint == "desk.report":
            continue
        answer = get(client, path_of(rule))
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert policy["base-uri"] == "'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|javascript:", answer.text), rule.rule


def test_a_public_page_runs_no_script_at_all(stage: Stage) -> None:
    answer = stage.client().get(f"/q/{stage.point().code}")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("size", [100_001, 5_000_000])
def test_a_form_that_is_too_large_is_told(stage: Stage, size: int) -> None:
    client = signed_in(stage)
    form = {"key": key_of(client), "count": "9" * size}
    answer = client.post("/desk/official", data=form, base_url=HTTPS)
    assert answer.status_code == 413
    assert "ใหญ่เกินไป" in answer.text


@pytest.mark.parametrize("weight", ["400", "600"])
def test_the_typeface_and_style_are_served_by_us(stage: Stage, weight: str) -> None:
    font = stage.client().get(f"/desk/sarabun-{weight}.ttf")
    assert font.data[:4] == b"\x00\x01\x00\x00"
    assert stage.client().get("/desk/sarabun-900.ttf").status_code == 404
    for name, kind in (("desk.css", "text/css"), ("desk.js", "text/javascript")):
        answer = stage.client().get(f"/desk/{name}")
        assert answer.mimetype == kind
        assert "http" not in answer.text.replace("http-equiv", "")


def test_a_fault_of_ours_is_a_page_that_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(stage)
    monkeypatch.setattr("bot.routes.desk.overview.quota_progress", None)
    stage.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = get(client)
    assert answer.status_code == 500
    assert "ระบบขัดข้องชั่วคราว" in answer.text


@pytest.mark.parametrize("path", ["/desk/nowhere", "/nowhere", "/q/"])
def test_an_address_that_leads_nowhere_says_so_in_thai(stage: Stage, path: str) -> None:
    answer = stage.client().get(path)
    assert answer.status_code == 404
    assert "ไม่พบหน้านี้" in answer.text


@pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, 10**40])
def test_a_number_no_row_has_is_no_fault_of_ours(stage: Stage, number: int) -> None:
    client = signed_in(stage)
    key = key_of(client)
    for method in ("GET", "POST"):
        for rule in rules(stage, method):
            if "<int:" in rule.rule:
                path = re.sub(r"<int:\w+>", str(number), rule.rule)
                answer = client.open(path, method=method, data={"key": key}, base_url=HTTPS)
                assert answer.status_code in (303, 404, 405), path
