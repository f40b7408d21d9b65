"""Whose rows are whose, over every table there is: a new table cannot be left out."""

from collections.abc import Iterator

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from models import Base
from tests.bot.conftest import Stage

WITHOUT_OFFICE = {
    "agency": "the office itself",
    "heartbeat": "a sign of life of a process, which serves every office",
    "job_run": "an occurrence of the installation's timetable",
    "lease": "which scheduler leads",
}
"""Tables that belong to no office, and why."""


def owned_tables() -> list[Table]:
    """Every table whose rows are an office's: all but those that say why not."""
    return [t for t in Base.metadata.sorted_tables if t.name not in WITHOUT_OFFICE]


def rows_of(stage: Stage, office: int) -> dict[str, str]:
    """All rows of the office as they stand, a text for each table."""
    with stage.wired.database.reading() as session:
        return {name: "\n".join(lines) for name, lines in _lines(session, office)}


def _lines(session: Session, office: int) -> Iterator[tuple[str, list[str]]]:
    row = session.execute(select(Base.metadata.tables["agency"]).filter_by(id=office)).one()
    yield "agency", [str(tuple(row))]
    for table in owned_tables():
        rows = session.execute(
            select(table).where(table.c.agency_id == office).order_by(*table.primary_key)
        )
        yield table.name, [str(tuple(row)) for row in rows]


def counts(stage: Stage, office: int) -> dict[str, int]:
    """How many rows of each table are the office's."""
    with stage.wired.database.reading() as session:
        return {
            table.name: session.scalar(
                select(func.count()).select_from(table).where(table.c.agency_id == office)
            )
            or 0
            for table in owned_tables()
        }
