"""flask report and flask export: the figures on paper and as tables, of the whole office."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from bot.apart import Facts, make_apart
from bot.cli.output import as_json, check_writable, give_up, office_and_campaign, say
from bot.closing import checksum_of, closing_facts, closing_report
from bot.reporting import Scope, progress_report
from bot.wiring import wiring
from reports.tables import NAMES, tables

WHICH = click.option(
    "--table", type=click.Choice(NAMES), default="units", help="Which table a CSV holds."
)


@click.command("report")
@click.option("--out", type=click.Path(path_type=Path), help="The PDF to write.")
@click.option("--closing", is_flag=True, help="The campaign's closing evidence instead.")
@with_appcontext
@as_json
def report_command(out: Path | None, closing: bool, as_json: bool) -> None:
    """Writes the director's one-page PDF, or the closing evidence; --json prints its figures."""
    wired = wiring()
    name = "closing.pdf" if closing else "progress.pdf"
    out = out or Path(name)
    if not as_json:
        check_writable(out)
    with wired.database.reading() as session:
        office, campaign = office_and_campaign(session)
        scope = Scope(session, office, campaign, None, wired.now())
        figures = closing_facts(scope)
        paper: Facts = closing_report(scope) if closing else progress_report(scope)
    facts = {**figures, "sha256": checksum_of(figures)}
    if not as_json:
        out.write_bytes(make_apart(name, paper))
    say(f"เขียน {out} แล้ว · Wrote {out}.", facts, as_json=as_json)


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@WHICH
@click.option("--english", is_flag=True, help="Headings in English.")
@with_appcontext
@as_json
def export_command(out: Path, table: str, english: bool, as_json: bool) -> None:
    """Writes OUT: an .xlsx of all four tables, or a .csv of one."""
    if out.suffix not in (".xlsx", ".csv"):
        give_up(
            f"ไม่รู้จักนามสกุล “{out.suffix}”",
            f"“{out.suffix}” is no table: end the name with .xlsx or .csv.",
        )
    check_writable(out)
    wired = wiring()
    with wired.database.reading() as session:
        _, campaign = office_and_campaign(session)
        made = tables(session, campaign, now=wired.now(), pick=lambda th, en: en if english else th)
    chosen: Facts = made if out.suffix == ".xlsx" else made[NAMES.index(table)]
    out.write_bytes(make_apart(f"figures{out.suffix}", chosen))
    shown = made if out.suffix == ".xlsx" else [made[NAMES.index(table)]]
    rows = {each.name: len(each.rows) for each in shown}
    say(f"เขียน {out} แล้ว · Wrote {out}.", {"file": str(out), "rows": rows}, as_json=as_json)
