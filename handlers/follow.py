"""Someone added the account, or blocked it; the newest of the two by LINE's time stands."""

from handlers.first_contact import ask_unit
from handlers.turn import Answer, Turn
from outbound.messages import respondent as say


def handle(turn: Turn) -> Answer | None:
    """Greets a new friend with the units; one who unblocked us, with what still holds.

    LINE does not say which QR was scanned, and `isUnblocked` is not always right
    (line-platform.md §1, §6): we go by what we know of the person.
    """
    if not _note_friendship(turn, blocked=False):
        return None
    if turn.person.noticed_at is None:
        return ask_unit(turn, first=True)
    return Answer("welcome back", [say.welcome_back(turn.w, has_case=turn.case() is not None)])


def handle_unfollow(turn: Turn) -> Answer | None:
    """Nothing is sent to someone who blocked the account."""
    _note_friendship(turn, blocked=True)
    return None


def _note_friendship(turn: Turn, *, blocked: bool) -> bool:
    """Whether this event is the newest word on it: deliveries may come out of order."""
    known = turn.person.friend_changed_at
    if known is not None and known > turn.occurred_at:
        return False
    turn.person.friend_changed_at = turn.occurred_at
    turn.person.blocked_at = turn.occurred_at if blocked else None
    return True
