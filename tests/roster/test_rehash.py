"""A new lookup key: people, cards and letters are found as before, under other hashes."""

from datetime import date

from sqlalchemy import select

from models.agency import Agency
from models.invitee import Audience, Invitee
from models.respondent import ChannelAddress
from models.role import Invitation
from models.staff_member import StaffMember
from roster.invitees import invitee_hash
from roster.plan import person_hash
from roster.rehash import rehash
from rules.staff_names import name_key
from tests.handlers.conftest import Chat, chat

__all__ = ["chat"]


def test_everybody_is_found_again_and_nothing_by_the_old_key(chat: Chat) -> None:
    member = chat.staff()
    point = chat.point()
    chat.say("มาลี", point.code)
    chat.hat("ประยูร", "coordinator", "works")
    chat.stage.app.test_cli_runner().invoke(args=["role", "invite", "pr"])
    database = chat.stage.wired.database
    with database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        session.add(
            Invitee(
                agency_id=office.id,
                campaign_id=member.campaign_id,
                unit_id=member.unit_id,
                audience=Audience.COMPANY,
                organisation="บริษัท ก",
                contract=None,
                invitee_hash=invitee_hash(office, "บริษัท ก", None, "works"),
                code="CTR-1",
                code_hash=office.hash_of("CTR-1"),
                added_at=chat.stage.at,
            )
        )
    chat.receive_text("สมชาย", member.code)  # waits to be handled while the key changes
    with database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        before = {row.user_hash for row in session.scalars(select(ChannelAddress))}
        done = rehash(session, office, actor="a test", now=chat.stage.at)
    assert done == {"addresses": 2, "staff": 1, "invitees": 1, "events": 1}
    chat.stage.wired._known.clear()  # as after a restart
    with database.reading() as session:
        assert not before & {row.user_hash for row in session.scalars(select(ChannelAddress))}
        office = session.scalars(select(Agency)).one()
        firm = session.scalars(select(Invitee)).one()
        assert firm.code_hash == office.hash_of("CTR-1")
        assert firm.invitee_hash == invitee_hash(office, "บริษัท ก", None, "works")
        expiries = session.scalars(
            select(Invitation.expires_at).where(Invitation.used_at.is_(None))
        )
        assert expiries.all() == [chat.stage.at]
    chat.work()
    bound = chat.say("สมชาย", "1 ต.ค. 2560")
    assert bound is not None
    assert "นายสมชาย ขยัน" in bound.words
    status = chat.say("ประยูร", "สถานะ")
    assert status is not None
    assert "โยธา" in status.words
    met = chat.say("มาลี", "ขอข้อมูลของฉัน")
    assert met is not None
    assert "ฝ่ายโยธา" in met.words


def test_the_same_roster_is_still_the_same_people(chat: Chat) -> None:
    member = chat.staff(name="นางมานี มีนา", started_on=date(2015, 3, 2))
    with chat.stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        rehash(session, office, actor="a test", now=chat.stage.at)
        row = session.get_one(StaffMember, member.id)
        assert row.person_hash == person_hash(office, name_key("นางมานี มีนา"), date(2015, 3, 2))
        assert row.person_hash != member.person_hash
