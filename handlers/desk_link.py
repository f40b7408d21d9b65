"""เว็บเจ้าหน้าที่: the way into the desk, one use, for the person who asked."""

from handlers.turn import Answer, Turn
from models.chat_link import LIFE, Opens, make_link
from outbound.messages import coordinator as say


def desk(turn: Turn, _words: str) -> Answer:
    """A link that signs this person in; LINE opens it in the phone's own browser, which saves
    files (line-platform.md §4).
    """
    token = make_link(turn.session, turn.agency, turn.roles[0], Opens.DESK, now=turn.now)
    message = say.desk(
        turn.w,
        link=f"{turn.office.public_url}/desk/in/{token}?openExternalBrowser=1",
        minutes=int(LIFE[Opens.DESK].total_seconds() // 60),
    )
    return Answer("desk", [message])
