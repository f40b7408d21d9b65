"""What the product is built of: pinned by hashes, each with a licence, each needed."""

import re
import subprocess

import pytest

from tests.licences import PAGE, chosen, licence, normal, page, pinned
from tests.test_architecture import ROOT, _imports, _is_ours

IMPORTED_AS = {
    "psycopg": "psycopg",
    "line-bot-sdk": "linebot",
    "pillow": "PIL",
    "python-docx": "docx",
    "pyyaml": "yaml",
}
RUNS_BY_NAME = {"gunicorn": "Procfile"}
"""What is no import of ours, and where it is named."""


def test_the_list_of_licences_is_that_of_what_is_pinned() -> None:
    assert PAGE.read_text() == page(), "requirements changed: `make licences`"


@pytest.mark.parametrize(("name", "version"), list(pinned()))
def test_every_package_has_hashes_and_a_licence_we_may_use(name: str, version: str) -> None:
    lines = (ROOT / "requirements.txt").read_text()
    (entry,) = re.findall(
        rf"^{re.escape(name)}(?:\[[a-z,]+\])?=={re.escape(version)}[^#\n]*\\\n((?: .*\n)+)",
        lines,
        re.M,
    )
    assert "--hash=sha256:" in entry
    stated = licence(name)
    assert stated
    assert not re.search(r"AGPL|(?<!L)GPL", stated.replace("Lesser General", "LGPL"))


@pytest.mark.parametrize("name", sorted(chosen()))
def test_every_package_we_chose_is_used(name: str) -> None:
    if name in RUNS_BY_NAME:
        assert name in (ROOT / RUNS_BY_NAME[name]).read_text()
        return
    module = IMPORTED_AS.get(name, name.replace("-", "_"))
    files = (path for path in ROOT.rglob("*.py") if _is_ours(path) and "tests" not in path.parts)
    assert any(_imports_it(path.read_text(), module) for path in files)


def _imports_it(source: str, module: str) -> bool:
    import ast

    return any(
        imported == module or imported.startswith(f"{module}.")
        for _, imported in _imports("x.py", ast.parse(source))
    )


def test_a_package_is_chosen_only_once() -> None:
    names = [normal(name) for name, _ in pinned()]
    assert len(names) == len(set(names))
    assert set(chosen()) <= set(names)


@pytest.mark.parametrize(
    ("tool", "code", "words"),
    [
        pytest.param("false", 2, "NOT passed", id="it found something, or could not ask"),
        pytest.param("true", 0, "No known vulnerabilities", id="all asked, nothing found"),
    ],
)
def test_an_audit_that_cannot_ask_does_not_pass(tool: str, code: int, words: str) -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "audit", f"UV={tool}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    makefile = (ROOT / "Makefile").read_text()
    assert "pip-audit==" in makefile
    assert "--strict" in makefile  # without it, what could not be asked about passes
