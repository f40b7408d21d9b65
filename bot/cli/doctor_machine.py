"""What the doctor sees of this machine and its processes."""

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from PIL import features
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backup.sealed_file import BackupProblem, read_first_page
from bot.cli.doctor_finding import Finding, Level, look, wrong
from bot.routes.health import ALIVE, BEHIND
from bot.wiring import Wiring
from models.agency import Agency
from models.base import UtcDateTime
from models.line_channel import is_any_stored
from models.webhook_event import WebhookEvent
from reports import operation
from settings import ROOT, VAR, SettingsProblem

LEAST_DISK = 1024**3
MAY_DIFFER = timedelta(seconds=5)
MOST_UNDERWAY = timedelta(minutes=1)
"""LINE's own moment of an event and ours of its arrival differ by seconds."""

ENOUGH_EVENTS = 3

OLD_BACKUP = timedelta(days=2)
SHORTEST_KEY = 32


def settings(wired: Wiring) -> Iterator[Finding]:
    """What the environment says that cannot serve people."""
    given = wired.settings
    try:
        given.needed_to_serve(lambda: is_any_stored(wired.database))
    except SettingsProblem as problem:
        for words in problem.problems:
            yield Finding(Level.WRONG, words.split("·")[1].split()[0], words)
    if given.simulator:
        yield look(
            "SIMULATOR", "ใช้ห้องแชทจำลองอยู่ ไม่มีใครได้รับข้อความ", "SIMULATOR=1: nobody real is reached."
        )
    if any(len(key) < SHORTEST_KEY for key in given.secret_keys):
        yield look(
            "SECRET_KEY",
            "SECRET_KEY สั้นเกินไป ใช้ 32 ตัวอักษรสุ่มขึ้นไป",
            "SECRET_KEY is short: use 32 random characters or more.",
        )
    if not given.public_base_url.startswith("https://"):
        yield look(
            "PUBLIC_BASE_URL",
            f"ที่อยู่ {given.public_base_url} ไม่ใช่ https โทรศัพท์ของประชาชนจะเปิดไม่ได้ผ่าน LINE",
            f"{given.public_base_url} is not https: LINE opens pages and pictures over https only.",
        )
    env = ROOT / ".env"
    if env.exists() and stat.S_IMODE(env.stat().st_mode) & 0o077:
        yield wrong(
            ".env",
            "ผู้อื่นในเครื่องอ่านไฟล์ .env ได้: สั่ง chmod 600 .env",
            "Others can read it: chmod 600 .env.",
        )


def machine(wired: Wiring) -> Iterator[Finding]:
    """Disk and typefaces."""
    url = wired.settings.database_url
    place = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite") else VAR
    place = place if place.is_dir() else ROOT
    free = shutil.disk_usage(place).free
    if free < LEAST_DISK:
        yield wrong(
            str(place),
            f"พื้นที่ว่างเหลือ {free // 1024**2} MB: ลบหรือย้ายไฟล์ออกให้เหลืออย่างน้อย 1 GB",
            f"{free // 1024**2} MB of disk left: make room for at least 1 GB.",
        )
    if not features.check("raqm"):
        yield wrong(
            "Pillow",
            "ไม่มี raqm ภาพจะวางสระและวรรณยุกต์ผิด: ติดตั้ง Pillow ใหม่ด้วย make setup",
            "Pillow has no raqm, pictures would misplace Thai marks: run `make setup` again.",
        )
    if not _has_typeface():
        yield wrong(
            "fontpkg-sarabun",
            "ไม่พบแบบอักษรสารบรรณ พิมพ์เอกสารไม่ได้: สั่ง make setup",
            "The Sarabun typeface is missing, nothing can be printed: run `make setup`.",
        )


def _has_typeface() -> bool:
    try:
        from paper.typesetting import FONTS  # noqa: PLC0415 (what is asked is whether it is there)
    except ImportError:
        return False
    return any(FONTS.glob("*.ttf"))


def keys_open_what_is_stored(_wired: Wiring, session: Session) -> Iterator[Finding]:
    """Raises InvalidToken when they do not."""
    list(session.scalars(select(Agency.lookup_key)))
    yield from ()


def clock(wired: Wiring, session: Session) -> Iterator[Finding]:
    """Ours against the database's, and against LINE's stamps on the newest events.

    Of a rehearsal, whose clock is moved, nothing is said.
    """
    if wired.settings.simulator or wired.settings.clock_offset:
        return
    theirs = session.scalar(select(func.now(type_=UtcDateTime())))
    off = abs(wired.now() - theirs) if theirs is not None else timedelta()
    if off > MAY_DIFFER:
        yield wrong(
            "clock",
            f"นาฬิกาเครื่องนี้ต่างจากของฐานข้อมูล {off.total_seconds():.0f} วินาที: ตั้งเวลาอัตโนมัติ (NTP)",
            f"This clock and the database's differ by {off.total_seconds():.0f} s: turn NTP on.",
        )
    newest = select(WebhookEvent.received_at, WebhookEvent.occurred_at)
    rows = session.execute(newest.order_by(WebhookEvent.id.desc()).limit(20)).all()
    underway = sorted(row.received_at - row.occurred_at for row in rows)
    if len(rows) < ENOUGH_EVENTS:
        return
    if underway[-1] <= timedelta():  # not one event came after it happened
        yield wrong(
            "clock",
            "นาฬิกาเครื่องนี้ช้ากว่าเวลาของ LINE: ตั้งเวลาอัตโนมัติ (NTP)",
            "This clock is behind LINE's: turn NTP on.",
        )
    if underway[0] > MOST_UNDERWAY:
        yield wrong(
            "clock",
            f"เหตุการณ์มาถึงช้า {underway[0].total_seconds():.0f} วินาทีทุกครั้ง: "
            "นาฬิกาเครื่องนี้เร็วไป (ตั้ง NTP) หรือ LINE ส่งช้า",
            f"Every event comes {underway[0].total_seconds():.0f} s old: this clock is ahead "
            "(turn NTP on), or LINE delivers late.",
        )


def processes(wired: Wiring, session: Session) -> Iterator[Finding]:
    """Who has been silent for a minute."""
    silent = operation.silent_for(session, now=wired.now())
    for process in operation.PROCESSES:
        since = silent[process]
        if since is None or since > ALIVE:
            yield wrong(
                process,
                f"ไม่พบ {process} ทำงาน: เปิดตาม Procfile (systemctl restart outreach@{process})",
                f"No sign of the {process}: start it as Procfile says.",
            )


def backlog(wired: Wiring, session: Session) -> Iterator[Finding]:
    """What waits too long, whichever office's."""
    now = wired.now()
    oldest = operation.oldest_open_event(session)
    due = operation.oldest_due_message(session, now=now)
    waits = max((now - since for since in (oldest, due) if since is not None), default=None)
    if waits is not None and waits > BEHIND:
        yield wrong(
            "worker",
            f"มีคนรอคำตอบ {waits.total_seconds():.0f} วินาที: ดู docs/runbook.md หัวข้อ “คนรอคำตอบ”",
            f"Somebody has waited {waits.total_seconds():.0f} s: docs/runbook.md, “People wait”.",
        )


def last_backup(wired: Wiring, session: Session) -> Iterator[Finding]:
    """When `flask backup` last ran on this database."""
    since = operation.silent_for(session, now=wired.now())["backup"]
    if since is None or since > OLD_BACKUP:
        ago = "ยังไม่เคยสำรอง" if since is None else f"สำรองครั้งสุดท้าย {since.days} วันก่อน"
        ago_en = "Never backed up" if since is None else f"Last backed up {since.days} days ago"
        yield look(
            "backup",
            f"{ago}: สั่ง flask backup FILE ทุกคืน",
            f"{ago_en}: run `flask backup FILE` nightly.",
        )


def backup_file(wired: Wiring, path: Path) -> Iterator[Finding]:
    """Whether it is ours, young, and opens with the keys we have."""
    try:
        with path.open("rb") as file:
            page = read_first_page(file, keys=wired.settings.secret_keys)
    except OSError as error:
        yield wrong(str(path), "อ่านไฟล์สำรองไม่ได้", f"The backup cannot be read: {error.strerror}.")
        return
    except BackupProblem as problem:
        yield wrong(str(path), problem.thai, problem.english)
        return
    age = wired.now() - datetime.fromisoformat(page.facts["made_at"])
    if age > OLD_BACKUP:
        yield wrong(
            str(path),
            f"ไฟล์สำรองอายุ {age.days} วัน: ตรวจว่างานสำรองทุกคืนทำงาน",
            f"The backup is {age.days} days old: does the nightly one run?",
        )
