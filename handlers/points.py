"""คิวอาร์ โยธา: a unit's codes as pictures, and its posters to print."""

from handlers.scope import choose
from handlers.turn import Answer, Turn
from models.chat_link import LIFE, Opens, make_link
from models.service_point import points_of
from outbound.messages import coordinator as say


def qr(turn: Turn, words: str) -> Answer:
    """The unit's service points, each with its QR picture and its test page; all their papers."""
    chosen = choose(turn, words, say_again="คิวอาร์ {unit}")
    if isinstance(chosen, Answer):
        return chosen
    name = turn.name_of(chosen)
    points = points_of(
        turn.session,
        agency_id=turn.agency.id,
        campaign_id=turn.campaign.id,
        unit_id=chosen.id,
    )
    if not points:
        return Answer("qr", [say.no_points(turn.w, unit=name)])
    addresses = [(point, f"{turn.office.public_url}/q/{point.code}") for point in points]
    token = make_link(
        turn.session, turn.agency, turn.roles[0], Opens.POSTERS, now=turn.now, unit=chosen.id
    )
    messages = say.qr(
        turn.w,
        unit=name,
        papers=f"{turn.office.public_url}/paper/{token}",
        minutes=int(LIFE[Opens.POSTERS].total_seconds() // 60),
        points=[
            (point.label, point.code, f"{address}/qr.png", f"{address}/test")
            for point, address in addresses
        ],
    )
    return Answer("qr", messages)
