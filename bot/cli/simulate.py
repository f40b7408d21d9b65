"""flask simulate: a whole season in seconds, played by the simulator on a database of its own."""

import subprocess
import sys

import click

from settings import ROOT


@click.command(
    "simulate", context_settings={"ignore_unknown_options": True, "help_option_names": []}
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(words: tuple[str, ...]) -> None:
    """Plays a season: --from 2027-01-04 --to 2027-05-31 --people 3000 --seed 7 [--json]."""
    # a process of its own: the product never imports the simulator
    play = [sys.executable, "-m", "simulator.season", *words]
    done = subprocess.run(play, cwd=ROOT, check=False)  # noqa: S603 (our own module, as typed)
    raise SystemExit(done.returncode)
