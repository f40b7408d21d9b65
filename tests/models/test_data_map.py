"""The data map says what the tables are: every column, and nothing that is not there."""

import pytest
from sqlalchemy import LargeBinary, Table

from models import Base
from models.data_kinds import Is, Whose
from models.data_map import TABLES
from models.sealed import Sealed
from reports.data_map import data_map_page
from tests.conftest import ROOT

ABOUT_PEOPLE = {"respondent", "survey_case", "staff_member", "invitee", "reminder"}
SEALED_KINDS = {Is.IDENTITY, Is.WORDS, Is.ACCESS}

EVERY_TABLE = [pytest.param(table, id=table.name) for table in Base.metadata.sorted_tables]


def test_no_table_is_forgotten_and_none_is_made_up() -> None:
    assert set(TABLES) == set(Base.metadata.tables)


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_every_column_has_its_note(table: Table) -> None:
    assert set(TABLES[table.name].columns) == {column.name for column in table.columns}


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_what_the_table_itself_shows_is_not_denied(table: Table) -> None:
    entry = TABLES[table.name]
    for column in table.columns:
        kind = entry.columns[column.name]
        if isinstance(column.type, Sealed):
            assert kind in SEALED_KINDS, column
        elif isinstance(column.type, LargeBinary):
            assert kind in {Is.HASH, Is.DEVICE}, column
        else:
            assert kind not in {Is.IDENTITY, Is.WORDS, Is.HASH, Is.DEVICE}, column
        if any(key.column.table.name in ABOUT_PEOPLE for key in column.foreign_keys):
            assert kind == Is.PERSON, column
    if {Is.PERSON, Is.IDENTITY, Is.ABOUT, Is.CHOICE} & set(entry.columns.values()):
        assert entry.whose not in {Whose.NOBODY, Whose.ANONYMOUS}


def test_the_page_is_the_one_in_docs() -> None:
    page = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert page == data_map_page(), "run: flask privacy map --write docs/privacy.md"
