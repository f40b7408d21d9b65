"""flask privacy: erasing a person by their LINE user id, purging what has served its time."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from bot.cli.output import give_up, office_and_campaign
from bot.cli.privacy_export import export_command
from bot.cli.privacy_keys import rehash_command, rotate_command
from bot.cli.privacy_map import map_command
from bot.cli.privacy_retention import certificates, retention
from bot.wiring import wiring
from handlers.person_data import forget
from models.purge import purge
from models.respondent import find_person

KEEP_DAYS = 30


group = AppGroup("privacy", help="Personal data.")


@group.command("erase")
@click.argument("line_user_id")
@click.confirmation_option(prompt="ลบแล้วกู้คืนไม่ได้ · This cannot be undone. Erase")
def erase(line_user_id: str) -> None:
    """Erases a person, as “ลบข้อมูล” in the chat does; the anonymous count stays."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, _ = office_and_campaign(session)
        person = find_person(session, office, user_id=line_user_id)
        if person is None:
            give_up("ไม่พบผู้ใช้นี้", "Nobody of that LINE user id is known.")
        forget(session, person, actor="command line", now=wired.now())
    click.echo("ลบแล้ว · Erased.")


@group.command("purge")
@click.option("--days", default=KEEP_DAYS, type=click.IntRange(1), show_default=True)
def purge_old(days: int) -> None:
    """Deletes handled events and ended messages older than that many days."""
    wired = wiring()
    gone = purge(wired.database, before=wired.now() - timedelta(days=days))
    click.echo(f"ลบ {gone} แถว · {gone} rows deleted.")


for command in (
    certificates,
    export_command,
    map_command,
    rehash_command,
    retention,
    rotate_command,
):
    group.add_command(command)
