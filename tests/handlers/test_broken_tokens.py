"""A reply token that LINE never gave: the event is handled unanswered, and holds up nobody."""

from sqlalchemy import select

from models.webhook_event import EventState, WebhookEvent
from tests.handlers.conftest import Chat


def test_an_event_with_half_a_character_for_a_token_is_handled_unanswered(chat: Chat) -> None:
    chat.receive("มานี", replyToken="\udfff")
    chat.receive_text("ปิติ", "เมนู")
    chat.work()
    with chat.stage.wired.database.reading() as session:
        states = [row.state for row in session.scalars(select(WebhookEvent))]
    assert len(chat.sent) == 1
    assert states == [EventState.HANDLED, EventState.HANDLED]
