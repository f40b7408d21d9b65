"""flask privacy rotate, rehash: new keys for what is sealed, and for what is looked up."""

import sys

import click
from flask.cli import with_appcontext

from bot.cli.output import as_json, office_and_campaign, say
from bot.wiring import wiring
from models.rotation import rotate, sealed_rows
from roster.rehash import rehash


@click.command("rotate")
@with_appcontext
@as_json
def rotate_command(as_json: bool) -> None:
    """Seals everything under SECRET_KEY's first key, so that the older ones can be dropped.

    Put the new key first and restart every process before; this may stop and start again any time.
    """
    wired = wiring()
    with wired.database.reading() as session:
        total = sealed_rows(session)
    with click.progressbar(
        length=total, label="เข้ารหัสใหม่ · resealing", hidden=as_json, file=sys.stderr
    ) as bar:
        done = rotate(wired.database, progress=bar.update)
    unreadable = dict(done.unreadable)
    facts = {"rows": done.rows, "resealed": done.resealed, "unreadable": unreadable}
    words = (
        f"เข้ารหัสใหม่ {done.resealed} ค่า ใน {done.rows} แถว ตัดกุญแจเก่าออกจาก SECRET_KEY ได้แล้ว · "
        f"{done.resealed} values resealed in {done.rows} rows: the older keys may be dropped."
    )
    if unreadable:
        listed = ", ".join(f"{name} {number}" for name, number in unreadable.items())
        words = (
            f"ไม่มีกุญแจใดเปิดได้: {listed} ใส่กุญแจที่หายไปใน SECRET_KEY แล้วสั่งใหม่ · "
            f"No key opens {listed}: put the missing key back into SECRET_KEY and run this again."
        )
    say(words, facts, as_json=as_json)
    if unreadable:
        raise SystemExit(1)


@click.command("rehash")
@with_appcontext
@click.confirmation_option(
    prompt="หยุด web, worker และ scheduler แล้วหรือยัง รหัสเชิญ ลิงก์ และการเข้าเว็บที่ค้างอยู่จะสิ้นสุด · "
    "Are web, worker and scheduler stopped? Unused keys, links and desk sessions end. Go on"
)
@as_json
def rehash_command(as_json: bool) -> None:
    """Changes the key by which people, cards and letters are looked up, and hashes them anew."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, _ = office_and_campaign(session)
        done = rehash(session, office, actor="command line", now=wired.now())
    told = ", ".join(f"{kind} {number}" for kind, number in done.items()) or "0"
    say(f"เสร็จแล้ว · Done: {told}. เปิดระบบได้ · Start the processes again.", done, as_json=as_json)
