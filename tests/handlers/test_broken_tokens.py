"""An event nobody could answer is kept as failed, and takes no other person's with it."""

from sqlalchemy import select

from models.webhook_event import EventState, WebhookEvent
from tests.handlers.conftest import Chat


def test_a_reply_token_of_half_a_character_fails_alone(chat: Chat) -> None:
    chat.receive("มานี", replyToken="\udfff")
    chat.receive_text("ปิติ", "เมนู")
    chat.work()
    with chat.stage.wired.database.reading() as session:
        states = [row.state for row in session.scalars(select(WebhookEvent))]
    assert len(chat.sent) == 1
    # the broken one is tried again with backoff, and kept as failed in the end
    assert sorted(states) == [EventState.HANDLED, EventState.OPEN]
