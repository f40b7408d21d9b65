"""compose.yaml and Dockerfile say what the Procfile, the settings and docs/deploy.md say.

Their build is not tried: it needs a registry of images (docs/deploy.md, “what was really tried”).
"""

import fnmatch
import re
import shlex
from typing import Any

import pytest
import yaml

from settings import Settings
from tests.conftest import ROOT
from tests.deploy_page import blocks
from tests.product import COMMANDS
from tests.test_architecture import MAY_IMPORT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if name != "database"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORED = [
    line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in ("", "#")
]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_container_runs_its_line_of_the_procfile(name: str) -> None:
    assert shlex.split(SERVICES[name]["command"]) == COMMANDS[name]


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_container_has_the_settings_and_no_other(name: str) -> None:
    given = {setting.lower() for setting in OURS[name]["environment"]}
    rehearsals = {"line_api_base", "simulator", "clock_offset", "clock_file"}
    assert given == set(Settings.model_fields) - rehearsals


def test_nothing_starts_before_the_tables_are_there() -> None:
    assert OURS["release"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in set(OURS) - {"release"}:
        assert OURS[name]["depends_on"] == {
            "release": {"condition": "service_completed_successfully"}
        }


def test_the_image_s_own_command_is_the_web() -> None:
    (command,) = re.findall(r"^CMD (.+)$", DOCKERFILE, re.M)
    assert yaml.safe_load(command) == COMMANDS["web"]


def test_the_image_is_pinned_hashed_and_nobody_s_root() -> None:
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-slim", DOCKERFILE, re.M)
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    assert re.search(r"^USER outreach$", DOCKERFILE, re.M)
    for service in SERVICES.values():
        assert re.search(r":\d+\.\d+", service["image"]) or service["image"] == "ita-outreach"


def test_the_image_holds_the_product_and_no_secret() -> None:
    def is_left_out(path: str) -> bool:
        return any(fnmatch.fnmatch(path, line.removeprefix("**/")) for line in IGNORED)

    rooms = {room.split("/", maxsplit=1)[0] for room in MAY_IMPORT}
    needed = {*rooms, ".flaskenv", "Procfile", "requirements.txt", "alembic.ini"}
    assert [name for name in sorted(needed) if is_left_out(name)] == []
    assert all(is_left_out(name) for name in (".env", "var", ".git", "outreach.db", "x.backup"))


def test_what_the_page_tells_compose_to_do_is_there() -> None:
    (block,) = blocks("containers")
    named = re.findall(r"(?:exec|run --rm) ([a-z]+)|--scale ([a-z]+)=", block)
    assert {one or other for one, other in named} <= set(SERVICES)
