"""What README names is there: commands with their options, settings, processes, places."""

import re
from collections.abc import Iterator

import click
import pytest

from bot.cli import create_app
from settings import Settings
from tests.conftest import ROOT
from tests.test_settings import REAL

PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S)
INLINE = re.findall(r"`([^`\n]+)`", PAGE)
COMMANDS = sorted(
    {
        words.strip()
        for words in re.findall(
            r"^(?:\.venv/bin/)?flask ([a-z][^#&\n]*)", "\n".join([*CODE, *INLINE]), re.M
        )
    }
)


def everything() -> click.Group:
    """The whole command line, as `flask` finds it."""
    return create_app(Settings.load(**REAL)).cli


def meant(group: click.Group, words: str) -> Iterator[tuple[click.Command, set[str]]]:
    """The commands that words like “qr list | revoke CODE --x” stand for, and their options."""
    first, _, rest = words.strip().partition(" ")
    inner = group.commands.get(first)
    within, texts = (inner, rest) if isinstance(inner, click.Group) else (group, words)
    for text in texts.split("|"):
        name = text.split()[0]
        assert name in within.commands, f"flask {words}: there is no {name}"
        yield within.commands[name], set(re.findall(r"--[a-z-]+", text))


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_of_readme_is_there_with_its_options(words: str) -> None:
    for command, options in meant(everything(), words):
        known = {name for each in command.params for name in each.opts}
        if command.name != "simulate":  # it hands its words on to the simulator, which reads them
            assert options <= known, command.name


def leaves(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from leaves(command)
        else:
            yield command


def test_every_command_says_what_it_does() -> None:
    silent = [command.name for command in leaves(everything()) if not command.help]
    assert silent == []


def test_the_settings_of_readme_are_those_there_are() -> None:
    table = PAGE.partition("## Settings")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.M)
    told = {name for cell in cells for name in re.findall(r"`([A-Z_]+)", cell)}
    ours = {name.upper() for name in Settings.model_fields}
    assert told == ours - {"CLOCK_FILE"}  # where the simulator's clock is kept: nobody sets it


def test_the_processes_of_readme_are_in_the_procfile() -> None:
    names = re.findall(r"^(\w+): ", (ROOT / "Procfile").read_text(), re.M)
    (said,) = re.findall(r"\*\*A platform with a Procfile\*\*.*", PAGE)
    assert re.findall(r"`(\w+)`", said) == names == ["release", "web", "worker", "scheduler"]


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", "\n".join([*CODE, *INLINE]))))
)
def test_what_make_is_asked_for_it_knows(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_every_place_readme_names_is_there() -> None:
    links = re.findall(r"\]\((?!http|#)([^)]+)\)|src=\"([^\"]+)\"", PAGE)
    places = {*(one or other for one, other in links), *re.findall(r"docs/decisions/\d{4}", PAGE)}
    places |= {
        each for each in INLINE if re.fullmatch(r"[\w-]+(/[\w.-]+)*(/|\.(py|csv|yaml|md))", each)
    }
    missing = [
        each for each in places if each != "var/" and not list(ROOT.glob(f"{each.rstrip('/')}*"))
    ]
    assert missing == []
    assert "rules/" in places
