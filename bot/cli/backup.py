"""flask backup, flask restore: the whole database in one encrypted file, and back."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from backup import put_back, sealed_file, take
from backup.sealed_file import BackupProblem, FirstPage
from backup.tables import revision
from bot.cli.output import as_json, check_writable, give_up, say
from bot.routes.health import ALIVE, newest_migration
from bot.wiring import Wiring, wiring
from handlers.person_data import forget
from models.agency import Agency
from models.audit import audit
from models.heartbeat import Heartbeat, beat
from models.respondent import Respondent
from scheduler.restored import Afterwards, make_safe

file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command("backup")
@file_argument
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@as_json
@with_appcontext
def backup_command(file: Path, force: bool, as_json: bool) -> None:
    """Writes the whole database to FILE, encrypted under SECRET_KEY, while everything runs."""
    wired = wiring()
    check_writable(file)
    if file.exists() and not force:
        give_up(
            f"มีไฟล์ {file} อยู่แล้ว: ใช้ชื่ออื่น หรือ --force",
            f"{file} exists already: choose another name, or --force.",
        )
    try:
        facts, digest = _write(wired, file)
    except BackupProblem as problem:
        give_up(problem.thai, problem.english)
    except OSError as error:
        give_up(f"เขียนไฟล์ {file} ไม่ได้", f"{file} cannot be written: {error.strerror}.")
    rows = sum(facts["rows"].values())
    _note_backup(wired, rows)
    words = (
        f"สำรองแล้ว {rows:,} แถว ลง {file} ({file.stat().st_size:,} ไบต์) เก็บ SECRET_KEY ไว้คนละที่: "
        f"ไม่มีกุญแจก็เปิดไฟล์ไม่ได้\n"
        f"{rows:,} rows are in {file}. Keep SECRET_KEY elsewhere: without it the file cannot be "
        f"opened.\nSHA-256 {digest}"
    )
    shown = {"file": str(file), "sha256": digest, "bytes": file.stat().st_size, **facts}
    say(words, shown, as_json=as_json)


def _write(wired: Wiring, path: Path) -> tuple[dict[str, Any], str]:
    """The file appears under its name when it is whole and on the disk, readable by us alone."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, wired.database.snapshot() as connection:
            facts = take.facts(connection, expected=newest_migration(), now=wired.now())
            lines = _counted(take.lines(connection), facts, "สำรอง · backup")
            sealed_file.write(file, facts, lines, key=wired.settings.secret_keys[0])
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    with path.open("rb") as file:
        return facts, hashlib.file_digest(file, "sha256").hexdigest()


def _note_backup(wired: Wiring, rows: int) -> None:
    """When the last one was made, for `flask doctor` and /metrics; who asks finds it audited."""
    now = wired.now()
    with wired.database.transaction() as session:
        beat(session, "backup", now=now)
        for agency_id in session.scalars(select(Agency.id)):
            audit(session, agency_id, at=now, actor="command line", action="backup made", rows=rows)


@click.command("restore")
@file_argument
@click.option("--replace", is_flag=True, help="Delete what the database holds now.")
@click.option("--yes", is_flag=True, help="Do not ask before replacing.")
@click.option("--check", is_flag=True, help="Only read the whole file; change nothing.")
@click.option(
    "--erased",
    multiple=True,
    type=int,
    metavar="PERSON",
    help="Somebody erased since the backup, by the number in the logs; repeat for each.",
)
@as_json
@with_appcontext
def restore_command(
    file: Path, replace: bool, yes: bool, check: bool, erased: tuple[int, ...], as_json: bool
) -> None:
    """Puts the backup in FILE into this database: all of it, or nothing is changed."""
    wired = wiring()
    try:
        with file.open("rb") as opened:
            page = sealed_file.read_first_page(opened, keys=wired.settings.secret_keys)
            if check:
                _read_through(opened, page)
                words = f"ไฟล์ครบ เปิดได้ · The file is whole and opens.\n{_about(page.facts)}"
                say(words, {"whole": True, **_shown(page.facts)}, as_json=as_json)
                return
            _may_restore(wired, page.facts, replace=replace)
            click.echo(_about(page.facts), err=True)
            if replace and not yes:
                click.confirm(
                    "ลบข้อมูลเดิมทั้งหมดแล้วใช้ข้อมูลนี้แทน · Replace everything", abort=True, err=True
                )
            done = _restore(wired, opened, page, erased)
    except BackupProblem as problem:
        give_up(
            f"{problem.thai} (ฐานข้อมูลไม่ถูกแก้ไข)", f"{problem.english} The database is unchanged."
        )
    except OSError as error:
        give_up(f"อ่านไฟล์ {file} ไม่ได้", f"{file} cannot be read: {error.strerror}.")
    rows = sum(page.facts["rows"].values())
    shown = {**_shown(page.facts), "restored": rows, **vars(done)}
    say(_done_words(rows, done), shown, as_json=as_json)


def _may_restore(wired: Wiring, facts: Mapping[str, Any], *, replace: bool) -> None:
    """Raises BackupProblem unless nothing can be lost, and nothing works meanwhile."""
    expected = newest_migration()
    put_back.check_revision(facts["revision"], expected)
    with wired.database.snapshot() as connection:
        at = revision(connection)
        if at != expected:
            raise BackupProblem(
                "ฐานข้อมูลยังไม่พร้อม: สั่ง flask migrate ก่อน",
                "The database is not at this release's tables: run `flask migrate` first.",
            )
        if not (replace or put_back.is_empty(connection)):
            raise BackupProblem(
                "ฐานข้อมูลมีข้อมูลอยู่แล้ว: ใช้ฐานข้อมูลว่าง หรือ --replace",
                "The database is not empty: use an empty one, or --replace.",
            )
    with wired.database.reading() as session:
        beats = {row.process: row.beat_at for row in session.scalars(select(Heartbeat))}
    if any(wired.now() - at < ALIVE for name, at in beats.items() if name != "backup"):
        raise BackupProblem(
            "worker หรือ scheduler ยังทำงานอยู่ หรือเพิ่งหยุดไม่ถึง 1 นาที: หยุด web, worker, scheduler "
            "แล้วรอ 1 นาที",
            "A worker or scheduler is alive or stopped within the last minute: stop web, worker "
            "and scheduler, wait a minute, and try again.",
        )


def _restore(wired: Wiring, file: BinaryIO, page: FirstPage, erased: Iterable[int]) -> Afterwards:
    """One transaction: rows, numbers and what must not happen afterwards."""
    total = sum(page.facts["rows"].values())
    lines = sealed_file.read_lines(file, page)
    with wired.database.transaction() as session:
        connection = session.connection()
        with click.progressbar(length=total, label="กู้คืน · restore", file=sys.stderr) as bar:
            for rows in put_back.put_back(connection, lines, page.facts):
                bar.update(rows - bar.pos)
        for number in erased:  # who asked for it is not brought back (domain.md §9.8)
            person = session.get(Respondent, number)
            if person is not None:
                forget(session, person, actor="command line", now=wired.now())
        session.flush()
        made_at = datetime.fromisoformat(page.facts["made_at"])
        return make_safe(session, made_at=made_at, now=wired.now())


def _read_through(file: BinaryIO, page: FirstPage) -> None:
    for _ in _counted(sealed_file.read_lines(file, page), page.facts, "อ่าน · read"):
        pass


def _counted(lines: Iterable[bytes], facts: Mapping[str, Any], label: str) -> Iterator[bytes]:
    """The lines, with a bar on the screen; one line a table says which it is."""
    total = sum(facts["rows"].values()) + len(facts["rows"])
    with click.progressbar(lines, length=total, label=label, file=sys.stderr) as bar:
        yield from bar


def _about(facts: Mapping[str, Any]) -> str:
    rows = sum(facts["rows"].values())
    return (
        f"สำรองเมื่อ · made {facts['made_at']}  หน่วยงาน · office {', '.join(facts['offices'])}  "
        f"{rows:,} แถว · rows  รุ่น · migration {facts['revision']}"
    )


def _shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: facts[key] for key in ("made_at", "revision", "offices", "rows")}


def _done_words(rows: int, done: Afterwards) -> str:
    return (
        f"กู้คืนแล้ว {rows:,} แถว · {rows:,} rows restored.\n"
        f"ข้อความที่ค้าง {done.messages} ข้อความจะไม่ส่งอีก เพราะอาจส่งไปแล้ว "
        f"เหตุการณ์ค้าง {done.events} รายการจะนับแต่ไม่ตอบ "
        f"และถือว่าเตือนแล้ว {done.reminders} คน\n"
        f"{done.messages} unsent messages will not go again, {done.events} open events count "
        f"without an answer, {done.reminders} people count as reminded since the backup.\n"
        f"ต่อไป: เปิด web worker scheduler แล้วสั่ง flask doctor และ flask recount · "
        f"Next: start web, worker and scheduler; then `flask doctor` and `flask recount`."
    )
