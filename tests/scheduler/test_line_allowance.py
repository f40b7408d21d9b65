"""Our ledger beside LINE's figures: the smaller limit and the larger count hold."""

from typing import Any

import pytest
from sqlalchemy import select

from models.agency import Agency
from models.allowance import AllowanceMonth, allowance
from rules.thai_dates import bangkok_date
from scheduler.line_allowance import QUOTA, reconciler
from tests.handlers.conftest import Chat, OneOffice


class Line:
    """What LINE says."""

    def __init__(self, limit: dict[str, Any] | None, used: int) -> None:
        self.limit, self.used = limit, used

    def get(self, path: str) -> dict[str, Any] | None:
        return self.limit if path == QUOTA else {"totalUsage": self.used}


def ledger(chat: Chat) -> AllowanceMonth:
    with chat.stage.wired.database.reading() as session:
        return session.scalars(select(AllowanceMonth)).one()


@pytest.mark.parametrize(
    ("limit", "used", "spent", "left"),
    [
        pytest.param({"type": "limited", "value": 300}, 0, 0, 300, id="nothing sent"),
        pytest.param({"type": "limited", "value": 300}, 40, 25, 260, id="LINE counts more"),
        pytest.param({"type": "limited", "value": 300}, 10, 25, 275, id="LINE counts less"),
        pytest.param({"type": "limited", "value": 200}, 0, 0, 200, id="a smaller plan"),
        pytest.param({"type": "limited", "value": 15000}, 0, 0, 300, id="our own budget"),
        pytest.param({"type": "limited", "value": 0}, 0, 0, 0, id="no allowance at all"),
        pytest.param({"type": "none"}, 5, 5, 295, id="no limit of LINE's"),
    ],
)
def test_both_figures_are_respected(
    chat: Chat, limit: dict[str, Any], used: int, spent: int, left: int
) -> None:
    database = chat.stage.wired.database
    with database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        row = allowance(session, office.id, bangkok_date(chat.stage.at), granted=300)
        row.spent = spent
    reconciler(OneOffice(Line(limit, used)))(database, chat.stage.at)
    assert ledger(chat).left == left


def test_when_line_does_not_answer_the_ledger_stays(chat: Chat) -> None:
    reconciler(OneOffice(Line(None, 0)))(chat.stage.wired.database, chat.stage.at)
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(AllowanceMonth)).all() == []
