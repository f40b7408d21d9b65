"""A sign's code names no office, so no two offices of the installation may have the same."""

import pytest
from sqlalchemy.exc import IntegrityError

from models import service_point
from models.agency import Agency
from models.service_point import PointKind, add_point, find_point_anywhere
from models.session import Database
from tests.factories import NOW, make_agency, make_campaign, make_point, make_unit


def test_a_code_another_office_has_is_not_given_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        theirs = make_agency(session, "bangphlat")
        taken = make_point(session, make_campaign(session, theirs), make_unit(session, theirs))
        ours = make_agency(session)
        drawn = iter([taken.code, taken.code, "EIT-0000001"])
        monkeypatch.setattr(service_point, "new_code", lambda _kind: next(drawn))
        point = add_point(
            session,
            make_campaign(session, ours),
            make_unit(session, ours),
            label="เคาน์เตอร์ 1",
            kind=PointKind.COUNTER,
            actor="role 1",
            now=NOW,
        )
        assert point.code == "EIT-0000001"
    with database.reading() as session:
        found = find_point_anywhere(session, taken.code)
        assert found is not None
        assert session.get_one(Agency, found.agency_id).slug == "bangphlat"


def test_the_database_refuses_a_code_given_out_twice_at_once(database: Database) -> None:
    with database.transaction() as session:
        points = []
        for slug in ("bangsue", "bangphlat"):
            office = make_agency(session, slug)
            unit = make_unit(session, office)
            points.append(make_point(session, make_campaign(session, office), unit))
        points[1].code = points[0].code
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
