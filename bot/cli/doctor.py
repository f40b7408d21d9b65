"""flask doctor: everything that commonly goes wrong, each with where it is and what to do."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from cryptography.fernet import InvalidToken
from flask.cli import with_appcontext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.cli import doctor_machine, doctor_office
from bot.cli.doctor_finding import Check, Finding, Level, wrong
from bot.cli.line import NOT_ASKABLE, channel_problems
from bot.cli.output import as_json, say
from bot.routes.health import newest_migration
from bot.wiring import Wiring, wiring
from models.agency import Agency

MARKS = {Level.WRONG: "✗", Level.LOOK: "!"}

CHECKS: list[Check] = [
    doctor_machine.keys_open_what_is_stored,
    doctor_machine.clock,
    doctor_machine.processes,
    doctor_machine.backlog,
    doctor_machine.last_backup,
    lambda wired, session: _each_office(wired, lambda: doctor_office.office(wired, session)),
]


@click.command("doctor")
@click.option(
    "--backup",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A backup whose age and key to look at.",
)
@click.option("--no-line", is_flag=True, help="Do not ask LINE.")
@as_json
@with_appcontext
def command(backup: Path | None, no_line: bool, as_json: bool) -> None:
    """Says what is wrong and how to mend it, LINE's side included; exit 1 when something is."""
    wired = wiring()
    found = [*doctor_machine.settings(wired), *doctor_machine.machine(wired), *_database(wired)]
    if backup is not None:
        found += doctor_machine.backup_file(wired, backup)
    if not no_line:
        found += _each_office(wired, lambda: _line(wired))
    is_well = not any(each.level is Level.WRONG for each in found)
    facts = {"well": is_well, "findings": [each.facts() for each in found]}
    say(_words(found, asked_line=not no_line), facts, as_json=as_json)
    if not is_well:
        raise SystemExit(1)


def _line(wired: Wiring) -> Iterator[Finding]:
    """What LINE has of the office, beside what it should have."""
    for words in channel_problems(wired):
        yield Finding(Level.WRONG, "LINE", words)


def _each_office(wired: Wiring, look_at: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What is found at the office chosen; without a choice at all of them, each by its name."""
    slugs = [] if wired.chosen else _slugs(wired)
    if len(slugs) < 2:
        yield from look_at()
        return
    for slug in slugs:
        wired.chosen = slug
        for each in look_at():
            yield Finding(each.level, f"{slug}: {each.where}", each.words)
    wired.chosen = ""


def _slugs(wired: Wiring) -> list[str]:
    try:
        with wired.database.reading() as session:
            return list(session.scalars(select(Agency.slug).order_by(Agency.id)))
    except DBAPIError:
        return []  # told by what looks at the database


def _words(found: Sequence[Finding], *, asked_line: bool) -> str:
    """What is wrong first."""
    ordered = sorted(found, key=lambda each: each.level is not Level.WRONG)
    lines = [f"{MARKS[each.level]} [{each.where}] {each.words}" for each in ordered]
    if not any(each.level is Level.WRONG for each in found):
        lines.append("✓ พร้อมใช้ · Nothing is wrong.")
    return "\n".join([*lines, *([NOT_ASKABLE] if asked_line else [])])


def _database(wired: Wiring) -> Iterator[Finding]:
    """Whether it answers and stands where it should; only then what it holds is asked."""
    expected = newest_migration()
    try:
        with wired.database.reading() as session:
            at = _migration(session)
            if at != expected:
                yield wrong(
                    "DATABASE_URL",
                    f"ตารางอยู่ที่รุ่น {at or 0} ต้องเป็น {expected}: สั่ง flask migrate",
                    f"The tables are at {at or 0}, not {expected}: run `flask migrate`.",
                )
                return
            for check in CHECKS:
                yield from check(wired, session)
    except InvalidToken:
        yield wrong(
            "SECRET_KEY",
            "SECRET_KEY เปิดข้อมูลเดิมไม่ได้: เพิ่มกุญแจเดิมต่อท้าย คั่นด้วยจุลภาค",
            "SECRET_KEY does not open what is stored: add the earlier key after a comma.",
        )
    except DBAPIError as error:
        yield wrong(
            "DATABASE_URL",
            f"ฐานข้อมูลไม่ตอบ ({type(error.orig).__name__}): ตรวจว่าเปิดอยู่ ที่อยู่ รหัสผ่าน และสิทธิ์",
            "The database does not answer: is it up, are address, password and rights right?",
        )


def _migration(session: Session) -> str | None:
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    at: str | None = session.scalar(text("select version_num from alembic_version"))
    return at
