"""บัตร IIT, ออกบัตรใหม่, แจกบัตร: a unit's personal cards, which bring the link without LINE, too."""

import re

from sqlalchemy import select

from handlers.scope import choose_part, own_role
from handlers.signatures import people
from handlers.turn import Answer, Turn
from models.audit import audit
from models.campaign import Instrument
from models.chat_link import LIFE, Opens, make_link
from models.staff_member import change
from models.survey_case import SurveyCase
from outbound.messages import evidence as say
from rules.codes import CodeKind, new_code

TOPIC = "cards"
MINUTES = int(LIFE[Opens.CARDS].total_seconds() // 60)


def cards(turn: Turn, words: str) -> Answer:
    """บัตร IIT: a link to print the part's cards and the list to hand them out by."""
    part = choose_part(turn, words, say_again="บัตร IIT {unit}")
    if isinstance(part, Answer):
        return part
    role = own_role(turn, part)
    if role is None:
        return Answer(TOPIC, [say.own_part_only(turn.w)])
    place, members = turn.name_of(part.place), people(turn, part)
    if not members:
        return Answer(TOPIC, [say.no_people(turn.w, part=place)])
    facts = {"unit": part.unit.id, "site": part.site_id}
    token = make_link(turn.session, turn.agency, role, Opens.CARDS, now=turn.now, **facts)
    link = f"{turn.office.public_url}/paper/{token}"
    message = say.cards(turn.w, part=place, people=len(members), link=link, minutes=MINUTES)
    return Answer(TOPIC, [message])


def new_card(turn: Turn, words: str) -> Answer:
    """ออกบัตรใหม่ 12: for a lost phone or card; the old code and its LINE account are let go."""
    found = re.search(r"(?P<rest>.*?)\s*(?:ลำดับที่|ลำดับ)?\s*(?P<line>\d{1,5})$", words)
    if found is None:
        return Answer(TOPIC, [say.new_card_needs(turn.w)])
    line = int(found["line"])
    part = choose_part(turn, found["rest"], say_again=f"ออกบัตรใหม่ {{unit}} {line}")
    if isinstance(part, Answer):
        return part
    role = own_role(turn, part)
    if role is None:
        return Answer(TOPIC, [say.own_part_only(turn.w)])
    place = turn.name_of(part.place)
    member = next((each for each in people(turn, part) if each.line == line), None)
    if member is None:
        return Answer(TOPIC, [say.no_line(turn.w, line=line, part=place)])
    if member.acknowledged_at is not None and member.evidence_id is None:
        # Whoever held the old card may have signed with it; the owner can sign again.
        change(turn.session, member, now=turn.now, acknowledged_at=None)
    member.code = new_code(CodeKind.STAFF)
    member.code_hash = turn.agency.hash_of(member.code)
    member.wrong_days, member.paused_until = 0, None
    case = turn.session.scalar(
        select(SurveyCase).where(
            SurveyCase.agency_id == turn.agency.id,
            SurveyCase.campaign_id == turn.campaign.id,
            SurveyCase.instrument == Instrument.IIT,
            SurveyCase.staff_member_id == member.id,
        )
    )
    if case is not None:
        case.respondent_id = None
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor=f"role {role.id}",
        action="card replaced",
        unit=part.unit.code,
        member=member.id,
    )
    facts = {"unit": part.unit.id, "site": part.site_id, "line": line}
    token = make_link(turn.session, turn.agency, role, Opens.CARDS, now=turn.now, **facts)
    link = f"{turn.office.public_url}/paper/{token}"
    message = say.new_card(turn.w, part=place, line=line, link=link, minutes=MINUTES)
    return Answer(TOPIC, [message])
