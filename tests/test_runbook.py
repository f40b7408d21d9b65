"""Every command in the runbook is one that exists, with the options it has."""

import re
import shlex

import click
import pytest

from bot.cli import create_app
from settings import Settings
from tests.conftest import ROOT
from tests.test_settings import REAL

PAGE = (ROOT / "docs" / "runbook.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S)
WORDS = sorted(
    {
        *(line for block in BLOCKS for line in block.splitlines() if line.startswith("flask ")),
        *re.findall(r"`(flask [^`…]+)`", PAGE),
    }
)


@pytest.mark.parametrize("words", WORDS)
def test_a_command_of_the_runbook_is_read_as_it_is_written(words: str) -> None:
    is_read(words)


def is_read(words: str) -> None:
    """Raises unless there is such a command, with the options it is given."""
    command: click.Command = create_app(Settings.load(**REAL)).cli
    given = shlex.split(words)[1:]
    context = click.Context(command)
    while isinstance(command, click.Group):
        name, found, given = command.resolve_command(context, given)
        assert found is not None, name
        command = found
    if any(getattr(each, "prompt", None) for each in command.params):
        given.append("--yes")
    if all(ord(letter) < 128 for letter in words):  # a word in Thai stands for a number
        command.make_context(command.name, given, resilient_parsing=False)


def test_the_contents_lead_to_their_places() -> None:
    led_to = set(re.findall(r"\]\(#([a-z-]+)\)", PAGE))
    places = set(re.findall(r'<a id="([a-z-]+)"></a>', PAGE))
    assert led_to == places
