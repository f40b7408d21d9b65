"""flask roster cards|list|sheet: the papers of a unit or site, for who runs the machine."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from bot.apart import Facts, make_apart
from bot.cli.choose import site_named, unit_named
from bot.cli.output import check_writable, give_up, office_and_campaign
from bot.printing import Order, card_sheet, memo, sheet
from bot.wiring import wiring
from paper.facts import CardSheet

unit_option = click.option("--unit", required=True, help="Whose, e.g. works.")
site_option = click.option("--site", help="Only this site of it, e.g. a school.")
out_option = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it."
)
occasion_option = click.option(
    "--occasion", type=click.IntRange(1, 2), default=1, show_default=True, help="ครั้งที่ 1 or 2."
)


@click.command("cards")
@with_appcontext
@unit_option
@site_option
@out_option
def cards(unit: str, site: str | None, out: Path | None) -> None:
    """Prints the personal IIT cards of a unit or site (PDF), each with its code."""
    _write("cards.pdf", unit, site, out, _cards)


@click.command("list")
@with_appcontext
@unit_option
@site_option
@out_option
def card_list(unit: str, site: str | None, out: Path | None) -> None:
    """Prints the list to hand the cards out by (PDF)."""
    _write("list.pdf", unit, site, out, _cards)


def _cards(order: Order) -> CardSheet:
    wired = wiring()
    return card_sheet(
        order, page_of=lambda code: wired.page_of_code(order.office, code, order.session)
    )


@click.command("sheet")
@with_appcontext
@unit_option
@site_option
@occasion_option
@click.option("--kind", type=click.Choice(["pdf", "xlsx"]), default="pdf", show_default=True)
@out_option
def signature_sheet(
    unit: str, site: str | None, occasion: int, kind: str, out: Path | None
) -> None:
    """Prints the signature sheet of a unit or site (PDF or XLSX)."""
    _write(f"sheet.{kind}", unit, site, out, lambda order: sheet(order, occasion))


@click.command("memo")
@with_appcontext
@unit_option
@site_option
@occasion_option
@click.option("--kind", type=click.Choice(["pdf", "docx"]), default="pdf", show_default=True)
@out_option
def covering_memo(unit: str, site: str | None, occasion: int, kind: str, out: Path | None) -> None:
    """Prints the covering memo of a sheet (PDF or DOCX)."""
    _write(f"memo.{kind}", unit, site, out, lambda order: memo(order, occasion))


def _write(
    name: str, unit: str, site: str | None, out: Path | None, gather: Callable[[Order], Facts]
) -> None:
    wired = wiring()
    with wired.database.transaction() as session:
        order = _order(session, unit, site)
        if not order.members:
            give_up(
                "ยังไม่มีบุคลากรที่มีสิทธิในบัญชีรายชื่อ: สั่ง flask roster import ก่อน",
                "Nobody eligible on the roster: run `flask roster import` first.",
            )
        path = out or Path(f"{order.unit.code}-{name}")
        check_writable(path)
        facts = gather(order)
    path.touch(mode=0o600)  # it holds names: for who asked, until they print it
    path.write_bytes(make_apart(name, facts))
    click.echo(f"{path}")


def _order(session: Session, unit: str, site: str | None) -> Order:
    office, campaign = office_and_campaign(session)
    chosen = unit_named(session, office, unit)
    place = site_named(session, office, chosen, site) if site else None
    now = wiring().now()
    site_id = place.id if place else 0
    return Order(session, office, campaign, chosen.id, site_id, "command line", now)
