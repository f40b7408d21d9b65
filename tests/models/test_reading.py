"""Whoever only looks sees one moment: figures read one after another agree."""

from sqlalchemy import select

from models.agency import Unit
from models.counting import Counter, Figure, Source, count
from models.session import Database
from models.survey_case import SurveyCase
from reports.recount import recount
from tests.factories import make_agency, make_campaign, make_case, make_person


def test_a_recount_beside_people_who_answer_finds_no_difference(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        campaign = make_campaign(session, agency)
        case = make_case(session, agency, make_person(session, agency), campaign=campaign)
        count(session, case.cell, Figure.JOINED, Source.LINE, at=case.met_at)
    with database.reading() as looking:
        seen = looking.scalars(select(Counter.value)).all()
        with database.transaction() as session:  # somebody joins between two questions
            person = make_person(session, agency, "U" + "2" * 32)
            unit = session.get_one(Unit, case.unit_id)
            other = make_case(session, agency, person, campaign=campaign, unit=unit)
            count(session, other.cell, Figure.JOINED, Source.LINE, at=other.met_at)
        assert seen == [1]
        assert len(looking.scalars(select(SurveyCase)).all()) == 1
        assert recount(looking, campaign) == []
    with database.reading() as looking:
        assert len(looking.scalars(select(SurveyCase)).all()) == 2
