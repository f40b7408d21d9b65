"""docs/deploy.md names only what exists; its recipes run in tests/journeys/ (`one_server`,
`platform`, `hosts`, `connections`, `pooler`).
"""

import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT
from tests.deploy_page import PAGE, blocks
from tests.product import COMMANDS
from tests.test_runbook import is_read

LINES = [
    line
    for block in re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S)
    for line in block.splitlines()
]
INLINE = re.findall(r"`([^`\n]+)`", PAGE)
FLASK = sorted(
    {
        found
        for line in [*LINES, *INLINE]
        if "docker" not in line
        for found in re.findall(r"\bflask [a-z][^&|…]*", line)
    }
)


@pytest.mark.parametrize("words", FLASK)
def test_a_command_of_the_page_is_read_as_it_is_written(words: str) -> None:
    is_read(words)


def test_the_contents_lead_to_their_places() -> None:
    led_to = set(re.findall(r"\]\(#([a-z-]+)\)", PAGE))
    places = set(re.findall(r'<a id="([a-z-]+)"></a>', PAGE))
    assert led_to == places


def test_the_files_it_names_are_there() -> None:
    named = set(re.findall(r"\b(?:docs|campaigns)/[\w@./*-]+\w\*?|\]\(([\w.]+\.md)", PAGE))
    assert [name for name in named if name and not list(_found(name))] == []


def _found(name: str) -> list[Path]:
    return [*ROOT.glob(name), *ROOT.glob(f"{name}*"), *(ROOT / "docs").glob(name)]


def test_the_units_it_starts_and_stops_are_ours() -> None:
    said = [each for each in [*LINES, *INLINE] if each.startswith("systemctl")]
    units = {unit for line in said for unit in re.findall(r"\boutreach[\w@.-]*", line)}
    processes = {f"outreach@{name}" for name in set(COMMANDS) - {"release"}}
    files = {path.name for path in (ROOT / "docs" / "systemd").iterdir()}
    assert units
    assert units - processes <= files


def test_every_further_host_is_set_up_by_lines_that_recipe_1_ran() -> None:
    """Recipe 1's lines are run under systemd; a further host leaves out the backup."""
    ran = {word for line in blocks("one-server")[3].splitlines() for word in line.split()}
    _, further = blocks("hosts")
    assert [word for word in further.split() if word not in ran] == []


def test_its_question_about_connections_is_answered(postgres_url: str) -> None:
    (asked,) = blocks("connections")
    (question,) = re.findall(r'-c "(.+)"', asked)
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute(question).fetchall()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_finds_nothing_to_say_against_the_units(tmp_path: Path) -> None:
    units = ROOT / "docs" / "systemd"
    for path in units.iterdir():
        shutil.copy(path, tmp_path / path.name)
    for name in set(COMMANDS) - {"release"}:
        shutil.copy(units / "outreach@.service", tmp_path / f"outreach@{name}.service")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.glob("outreach[-@]?*.*"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
