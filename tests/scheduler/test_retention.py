"""Forgetting people when their time is over: identities go, figures stay, and it is certified."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

from campaigns.clone import clone_campaign
from models import Base
from models.agency import Agency, Unit
from models.audit import AuditEntry
from models.awareness_name import AwarenessName
from models.campaign import Campaign
from models.certificate import ErasureCertificate
from models.invitee import Audience, Invitee
from models.respondent import ChannelAddress, Consent, Respondent
from models.role import Role
from models.roster_file import ListKind
from models.sealed import Sealed
from models.service_point import DeviceVisit
from models.staff_member import StaffMember
from models.survey_case import SurveyCase
from reports.audiences import audience_counts
from reports.outcomes import outcomes
from reports.quota_progress import quota_progress
from reports.recount import recount
from roster.load import reassess
from roster.plan import person_hash
from roster.submissions import submit
from rules.codes import CodeKind, new_code
from rules.disposition import Disposition
from rules.staff_names import name_key
from scheduler.jobs import TIMETABLE, anonymise_expired
from tests.handlers.conftest import Chat

OUTSIDERS_DUE = datetime(2027, 8, 28, 20, 15, tzinfo=UTC)
"""03.15 of 29 August 2027 in Bangkok: 90 days after 31 May."""

STAFF_DUE = datetime(2027, 9, 30, 20, 15, tzinfo=UTC)
"""03.15 of 1 October 2027 in Bangkok."""


@pytest.fixture
def season(chat: Chat) -> Chat:
    """A season's worth of everybody: citizens, staff, a firm, names, files, a browser."""
    point = chat.point()
    for who in ("มาลี", "ประสิทธิ์", "ประยูร"):
        chat.say(who, point.code)
    chat.say("มาลี", "ขอรับการแจ้งเตือน")
    chat.say("มาลี", "ยินยอม")
    chat.say("มาลี", "ตอบแล้ว")
    chat.say("ประสิทธิ์", "หยุดแจ้งเตือน")
    chat.hat("ประยูร", "coordinator", "works")
    browser = chat.stage.client()
    browser.get(f"/q/{point.code}")
    browser.get(f"/q/{point.code}/survey")
    member = chat.staff()
    chat.staff(name="นายใหม่ มาก", started_on=date(2026, 6, 1))
    chat.say("สมชาย", member.code)
    chat.say("สมชาย", "1 ต.ค. 2560")
    chat.say("สมชาย", "ลงชื่อยืนยัน")
    chat.say("สมชาย", "ยืนยันลงชื่อ")
    _lists(chat)
    chat.say("ผู้รับจ้าง", FIRM["code"])
    chat.happen("ผู้ติดตาม", type="follow", message=None)
    return chat


FIRM = {"code": new_code(CodeKind.CONTRACTOR)}


def _lists(chat: Chat) -> None:
    with chat.stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        campaign = session.scalars(select(Campaign)).one()
        works = session.scalars(select(Unit).where(Unit.code == "works")).one()
        whose = {"agency_id": office.id, "campaign_id": campaign.id}
        session.add(
            Invitee(
                **whose,
                unit_id=works.id,
                audience=Audience.CONTRACTOR,
                organisation="บริษัท ลับเฉพาะ จำกัด",
                contract="กท 1/2570",
                contact="นางสาวติดต่อ ได้",
                invitee_hash=b"i" * 16,
                code=FIRM["code"],
                code_hash=office.hash_of(FIRM["code"]),
                added_at=chat.stage.at,
            )
        )
        session.add(
            AwarenessName(
                **whose,
                group_code="contractor",
                name="นายรู้จัก ดี",
                name_hash=b"n" * 16,
                added_at=chat.stage.at,
            )
        )
        for kind in ListKind:
            submit(
                session,
                campaign,
                f"a file of {kind}".encode(),
                unit=None,
                site=None,
                kind=kind,
                actor="a test",
                now=chat.stage.at,
            )


def rows(chat: Chat, table: Any) -> list[Any]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def certificates(chat: Chat) -> dict[str, dict[str, int]]:
    return {row.instrument: row.counts for row in rows(chat, ErasureCertificate)}


def figures(chat: Chat) -> tuple[Any, ...]:
    """All that reports show of the campaign."""
    with chat.stage.wired.database.reading() as session:
        campaign = session.scalars(select(Campaign).order_by(Campaign.id)).first()
        assert campaign is not None
        assert recount(session, campaign) == []
        progress = quota_progress(session, campaign, now=STAFF_DUE)
        ended = outcomes(session, campaign)
        lines = [(x.unit.code, x.instrument, x.target, x.by_source) for x in progress.units]
        return lines, ended.eit, ended.iit, list(audience_counts(session, campaign))


def sealed_words(chat: Chat) -> Iterator[tuple[str, str]]:
    """Every sealed value of the database that still says something, with its column."""
    with chat.stage.wired.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Sealed):
                    for word in session.scalars(select(column)):
                        if word:
                            yield f"{table.name}.{column.name}", word


def test_nothing_goes_a_day_early(season: Chat) -> None:
    anonymise_expired(season.stage.wired.database, datetime(2027, 8, 27, 20, 15, tzinfo=UTC))
    assert certificates(season) == {}
    assert len(rows(season, ChannelAddress)) == 6


def test_outsiders_go_ninety_days_after_the_end_and_staff_with_the_year(season: Chat) -> None:
    before = figures(season)
    database = season.stage.wired.database
    anonymise_expired(database, OUTSIDERS_DUE)
    assert certificates(season) == {
        "EIT": {
            "people": 4,  # two citizens, the firm's, and who only followed
            "cases": 4,
            "devices": 1,
            "visits": 2,
            "invitees": 1,
            "names": 1,
            "files": 1,
            "consents": 1,
        }
    }
    assert rows(season, StaffMember)[0].name == "นายสมชาย ขยัน"
    assert figures(season) == before
    anonymise_expired(database, STAFF_DUE)
    assert certificates(season)["IIT"] == {"people": 1, "cases": 1, "staff": 2, "files": 1}
    assert figures(season) == before


def test_nobody_is_left_but_who_wears_a_hat(season: Chat) -> None:
    anonymise_expired(season.stage.wired.database, STAFF_DUE)
    (left,) = rows(season, Respondent)
    assert [role.respondent_id for role in rows(season, Role)] == [left.id]
    assert [address.respondent_id for address in rows(season, ChannelAddress)] == [left.id]
    assert rows(season, Consent) == []
    assert rows(season, AwarenessName) == []
    for case in rows(season, SurveyCase):
        assert (case.respondent_id, case.device, case.bound_at) == (None, None, None)
    with season.stage.wired.database.reading() as session:
        assert session.scalars(select(DeviceVisit.device)).all() == []
    season.stage.at = STAFF_DUE
    for _, word in sealed_words(season):
        for secret in ("สมชาย", "ลับเฉพาะ", "ติดต่อ", "รู้จัก", FIRM["code"], "IIT-"):
            assert secret not in word
    assert {place for place, _ in sealed_words(season)} == {
        "agency.lookup_key",
        "channel_address.user_id",
    }


def test_a_roster_row_cannot_be_found_again(season: Chat) -> None:
    member = rows(season, StaffMember)[0]
    anonymise_expired(season.stage.wired.database, STAFF_DUE)
    with season.stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        row = session.get_one(StaffMember, member.id)
        assert row.person_hash != person_hash(office, name_key(member.name), member.started_on)
        assert row.code_hash != office.hash_of(member.code)
        assert (row.name, row.number, row.code, row.line) == ("", None, "", 0)
        assert row.started_on != member.started_on
        campaign = session.scalars(select(Campaign)).one()
        assert reassess(session, campaign, actor="a test", now=STAFF_DUE) == []


def test_who_asked_to_stop_stays_counted_as_that(season: Chat) -> None:
    anonymise_expired(season.stage.wired.database, OUTSIDERS_DUE)
    with season.stage.wired.database.reading() as session:
        ended = outcomes(session, session.scalars(select(Campaign)).one())
        assert ended.eit[Disposition.OPT_OUT] == 1


def test_a_second_night_certifies_nothing(season: Chat) -> None:
    for _ in range(2):
        anonymise_expired(season.stage.wired.database, STAFF_DUE)
    assert len(rows(season, ErasureCertificate)) == 2
    job = next(job for job in TIMETABLE if job.act is anonymise_expired)
    job.run(season.stage.wired.database, STAFF_DUE)
    assert len(rows(season, ErasureCertificate)) == 2


def test_a_survey_closed_early_is_forgotten_early(season: Chat) -> None:
    with season.stage.wired.database.transaction() as session:
        session.scalars(select(Campaign)).one().closed_at = datetime(2027, 3, 1, tzinfo=UTC)
    anonymise_expired(season.stage.wired.database, datetime(2027, 5, 29, tzinfo=UTC))
    assert certificates(season) == {}
    anonymise_expired(season.stage.wired.database, datetime(2027, 5, 30, tzinfo=UTC))
    assert list(certificates(season)) == ["EIT"]


def test_a_case_in_the_running_year_keeps_its_person(season: Chat) -> None:
    database = season.stage.wired.database
    with database.transaction() as session:
        this = session.scalars(select(Campaign)).one()
        made = clone_campaign(session, this, actor="a test", now=season.stage.at)
        assert made is not None
        session.flush()
        person = session.scalars(select(SurveyCase).order_by(SurveyCase.id)).first()
        assert person is not None
        session.add(
            SurveyCase(
                agency_id=this.agency_id,
                campaign_id=made.id,
                unit_id=person.unit_id,
                instrument="EIT",
                source="web",
                respondent_id=person.respondent_id,
                met_at=STAFF_DUE,
            )
        )
        kept = person.respondent_id
    anonymise_expired(database, STAFF_DUE)
    assert kept in [row.id for row in rows(season, Respondent)]
    assert [case.respondent_id for case in rows(season, SurveyCase)].count(kept) == 1
    assert len(rows(season, Respondent)) == 2


def test_the_audit_and_the_hashes_name_nobody(season: Chat) -> None:
    addresses = {row.user_hash for row in rows(season, ChannelAddress)}
    anonymise_expired(season.stage.wired.database, STAFF_DUE)
    (hat,) = rows(season, ChannelAddress)
    gone = addresses - {hat.user_hash}
    with season.stage.wired.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    assert not gone & set(session.scalars(select(column))), column
    told = " ".join(str(entry.facts) for entry in rows(season, AuditEntry))
    assert "สมชาย" not in told
