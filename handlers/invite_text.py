"""ข้อความเชิญ: approved words and a link to paste into a group chat, never a personal code."""

from handlers.first_contact import closed_answer
from handlers.scope import own_unit
from handlers.turn import Answer, Turn
from models.campaign import Instrument, Shut
from models.service_point import points_of
from outbound.messages import coordinator as say


def show(turn: Turn, _words: str) -> Answer | None:
    """The unit's own counter page, so that its people are counted; else the official link."""
    if turn.campaign.shut_why(turn.today) is Shut.CLOSED:
        return closed_answer(turn)
    unit = own_unit(turn)
    points = []
    if unit is not None:
        points = points_of(
            turn.session,
            agency_id=turn.agency.id,
            campaign_id=turn.campaign.id,
            unit_id=unit.id,
        )
    link = turn.campaign.survey_url(Instrument.EIT)
    if points:
        link = f"{turn.office.public_url}/q/{points[0].code}"
    messages = say.invite_text(
        turn.w,
        office=turn.office_name,
        link=link,
        closes_on=turn.campaign.closes_on,
        minutes=turn.campaign.minutes,
        practice=turn.campaign.is_practice(Instrument.EIT),
    )
    return Answer("invite text", messages)
