"""Everything held of one person, from every table there is (PDPA s.30)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from models import Base
from models.agency import Agency
from models.data_kinds import Is
from models.data_map import TABLES
from models.respondent import Respondent
from models.role import Role
from models.sealed import Sealed
from models.survey_case import SurveyCase

Row = dict[str, Any]

REACHED_BY: Mapping[str, tuple[str, str]] = {
    "respondent": ("id", "person"),
    "channel_address": ("respondent_id", "person"),
    "consent": ("respondent_id", "person"),
    "pending_answer": ("respondent_id", "person"),
    "role": ("respondent_id", "person"),
    "desk_session": ("respondent_id", "person"),
    "outbox_message": ("respondent_id", "person"),
    "survey_case": ("respondent_id", "person"),
    "reminder": ("case_id", "case"),
    "staff_member": ("id", "member"),
    "invitee": ("id", "invitee"),
    "webhook_event": ("lane", "lane"),
}
"""Tables about people: the column by which a person's rows are found, and what it is held against.

Rows of others are found by the number of the hat that made them, if it is this person's.
"""

NOT_OF_ONE: Mapping[str, str] = {
    "awareness_name": "names without an account: nothing says whose LINE user id one is",
}
"""Tables about people of which nothing can be found by a LINE user id, and why."""

ONLY: Mapping[str, set[str]] = {"invitee": {"id", "unit_id", "audience", "organisation"}}
"""Of a row that is others' too, what is this person's: not who the contact is."""


def held_of(session: Session, office: Agency, person: Respondent, *, user_id: str) -> Row:
    """The person's rows by table, unsealed, with what each table is and how long it is kept."""
    cases = session.scalars(select(SurveyCase).where(SurveyCase.respondent_id == person.id)).all()
    keys: dict[str, list[Any]] = {
        "person": [person.id],
        "case": [case.id for case in cases],
        "member": [case.staff_member_id for case in cases if case.staff_member_id],
        "invitee": [case.invitee_id for case in cases if case.invitee_id],
        "lane": [office.hash_of(user_id)],
    }
    hats = session.scalars(select(Role.id).where(Role.respondent_id == person.id)).all()
    found = {
        table.name: rows
        for table in Base.metadata.sorted_tables
        if (rows := _rows(session, office, table, keys, hats))
    }
    for row in found.get("survey_case", []):
        _without_who_came_before(row)
    return {
        name: {"about": _about(name), "rows": [_plain(row) for row in rows]}
        for name, rows in found.items()
    }


def _rows(
    session: Session,
    office: Agency,
    table: Table,
    keys: Mapping[str, list[Any]],
    hats: Collection[int],
) -> list[Row]:
    kinds = TABLES[table.name].columns
    where: ColumnElement[bool]
    if table.name in REACHED_BY:
        column, key = REACHED_BY[table.name]
        where, shown = table.c[column].in_(keys[key]), list(table.columns)
        if table.name in ONLY:
            shown = [column for column in shown if column.name in ONLY[table.name]]
    else:
        mine = [_made_by(column, hats) for column in table.columns if kinds[column.name] is Is.HAT]
        if not mine or not hats:
            return []
        # what others are called stays sealed: only that this person did it is theirs
        where = or_(*mine)
        shown = [column for column in table.columns if not isinstance(column.type, Sealed)]
    query = select(*shown).where(where)
    if "agency_id" in table.c:
        query = query.where(table.c.agency_id == office.id)
    return [dict(row) for row in session.execute(query).mappings()]


def _made_by(column: Column[Any], hats: Collection[int]) -> Any:
    """A hat is kept by its number, or as the audit names it."""
    by_name = column.type.python_type is str
    return column.in_([f"role {number}" for number in hats] if by_name else list(hats))


def _without_who_came_before(row: Row) -> None:
    """A card may have been another account's before: what was said then is not this one's."""
    since = row["bound_at"]
    for name in ("reached_at", "reported_at"):
        if since is not None and row[name] is not None and row[name] < since:
            row[name] = None


def _about(name: str) -> Row:
    entry = TABLES[name]
    return {
        "th": entry.th,
        "en": entry.en,
        "basis": " · ".join(entry.whose.value),
        "kept": " · ".join(entry.kept.value),
    }


def _plain(row: Row) -> Row:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | memoryview) else value
