"""A case is counted once though two look at it at the same time: the database decides."""

import pytest
from sqlalchemy import select

from models.counting import Counter, Figure
from models.session import Database
from models.survey_case import SurveyCase, mark
from tests.factories import NOW, make_agency, make_case, make_person


@pytest.mark.parametrize("figure", [Figure.REACHED, Figure.REPORTED])
def test_who_looked_before_another_marked_counts_nothing_more(
    database: Database, figure: Figure
) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        looked_at = make_case(session, agency, make_person(session, agency))
    with database.transaction() as session:
        case = session.get_one(SurveyCase, looked_at.id)
        assert mark(session, [case], figure, now=NOW) == 1
    assert getattr(looked_at, f"{figure}_at") is None  # as the other one still sees it
    with database.transaction() as session:
        assert mark(session, [looked_at], figure, now=NOW) == 0
    with database.reading() as session:
        counted = select(Counter.value).where(Counter.figure == figure)
        assert session.scalars(counted).all() == [1]
