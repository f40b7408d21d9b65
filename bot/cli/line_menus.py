"""flask line setup: the rich menus on the LINE account, as they should be; safe to repeat."""

import hashlib
import json
from collections.abc import Iterator
from functools import partial

import click
from flask.cli import with_appcontext

from bot.cli.output import give_up, the_office
from bot.wiring import Wiring, wiring
from models.menu_link import forget_menus
from outbound.line_client import LineClient
from outbound.menu_setup import OURS, NotSetUp, Wanted, make_menus, on_line, remove_old
from outbound.messages.menus import COLUMNS, HEIGHT, ROWS, WIDTH, Menu, menus
from scheduler.menu_links import link_office
from settings import ROOT


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Makes the rich menus, names them, gives people theirs, removes the old; safe to repeat."""
    wired, office = wiring(), the_office()
    client = line_client(wired)
    have = on_line(client)
    if have is None:
        give_up(
            "ถาม LINE ไม่ได้: ตรวจ LINE_CHANNEL_ACCESS_TOKEN และอินเทอร์เน็ต",
            "LINE cannot be asked: check LINE_CHANNEL_ACCESS_TOKEN and the network.",
        )
    wanted = wanted_menus()
    done = 0
    try:
        for sentence in make_menus(client, wanted, have):
            click.echo(f"✓ {sentence}")
            done += 1
        if done:
            with wired.database.transaction() as session:
                forget_menus(session, office.id)
        link_office(wired.database, office.id, client, now=wired.now())
        for sentence in remove_old(client, wanted, have):
            click.echo(f"✓ {sentence}")
            done += 1
    except NotSetUp as problem:
        give_up(f"LINE ไม่รับ: {problem}", f"LINE refused: {problem}. Run this again later.")
    click.echo("เรียบร้อย · Done." if done else "เหมือนเดิมอยู่แล้ว · Nothing to do.")


def missing_menus(wired: Wiring) -> Iterator[str]:
    """What the doctor says of the menus."""
    have = on_line(line_client(wired))
    missing = have.missing(wanted_menus()) if have else []
    if missing:
        yield (
            f"เมนูใต้ห้องแชตไม่ตรง ({', '.join(missing)}): สั่ง flask line setup · "
            f"Rich menus are not as they should be: run `flask line setup`."
        )


def wanted_menus() -> list[Wanted]:
    """Every menu, named by what it says and how it is drawn."""
    template = (ROOT / "paper" / "menu.typ").read_bytes()
    return [Wanted(menu, _name(menu, template), partial(_draw, menu)) for menu in menus()]


def line_client(wired: Wiring) -> LineClient:
    """LINE, as the office talks to it; a client that is refused where it has no channel yet."""
    office = wired.office()
    channel = wired.channel(office) if office is not None else None
    token = channel.access_token if channel else "-"
    return LineClient(base_url=wired.settings.line_api_base, access_token=token)


def _name(menu: Menu, template: bytes) -> str:
    looks = json.dumps(
        [menu.definition(""), [(tile.sign, tile.label) for tile in menu.tiles]], sort_keys=True
    )
    digest = hashlib.sha256(looks.encode() + template).hexdigest()[:10]
    return f"{OURS} {menu.alias} {digest}"


def _draw(menu: Menu) -> bytes:
    from paper.menu import picture  # noqa: PLC0415 (typesetting is heavy; the doctor draws nothing)

    tiles = [(tile.sign, tile.label) for tile in menu.tiles]
    return picture(tiles, width=WIDTH, height=HEIGHT, columns=COLUMNS, rows=ROWS)
