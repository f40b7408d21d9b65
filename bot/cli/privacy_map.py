"""flask privacy map: what is held, of whom and for how long, from the tables themselves."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from bot.cli.output import check_writable
from reports.data_map import data_map_page


@click.command("map")
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@with_appcontext
def map_command(write: Path | None) -> None:
    """Prints the data map, or writes it to a file."""
    page = data_map_page()
    if write is None:
        click.echo(page, nl=False)
        return
    check_writable(write)
    write.write_text(page, encoding="utf-8")
    click.echo(f"เขียน {write} แล้ว · Wrote {write}.")
