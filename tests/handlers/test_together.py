"""What the events of one transaction share is asked once; each person is answered all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from handlers import handle_due
from models.session import Database
from models.survey_case import SurveyCase
from rules.codes import CodeKind, new_code
from tests.handlers.conftest import OFFICE, Chat

PEOPLE = ("มาลี", "มานี", "ปิติ", "ชูใจ", "สมคิด")


@contextmanager
def asked_for(database: Database, words: str) -> Iterator[list[str]]:
    """The statements with these words while the block lasts."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if words in statement:
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("known", "met"), [(True, len(PEOPLE)), (False, 0)])
def test_a_code_many_send_at_once_is_looked_up_once(chat: Chat, known: bool, met: int) -> None:
    code = chat.point().code if known else new_code(CodeKind.SERVICE_POINT)
    for who in PEOPLE:
        chat.receive_text(who, code)
    database = chat.stage.wired.database
    with asked_for(database, "service_point.code =") as lookups:
        assert handle_due(database, OFFICE, now=chat.stage.at, limit=10) == len(PEOPLE)
    assert len(lookups) == 1
    with database.reading() as session:
        assert len(session.scalars(select(SurveyCase)).all()) == met
