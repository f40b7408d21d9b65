"""คิวอาร์ โยธา: a unit's codes as pictures and posters."""

from handlers.scope import choose
from handlers.turn import Answer, Turn
from models.service_point import points_of
from outbound.messages import coordinator as say


def qr(turn: Turn, words: str) -> Answer:
    """The unit's service points, each with its QR picture and its poster's address."""
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
    messages = say.qr(
        turn.w,
        unit=name,
        points=[
            (point.label, point.code, f"{address}/qr.png", f"{address}/poster")
            for point, address in addresses
        ],
    )
    return Answer("qr", messages)
