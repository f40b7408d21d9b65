"""After 5 wrong codes in 10 minutes, guessing stops for a while (design.md §4)."""

from datetime import timedelta

from handlers.turn import Answer, Turn
from outbound.messages import respondent as say

WRONG_ALLOWED = 5
WRONG_WITHIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=10)


def is_paused(turn: Turn) -> bool:
    """Whether this person guessed too often a moment ago."""
    return turn.person.paused_until is not None and turn.person.paused_until > turn.now


def note_wrong(turn: Turn) -> Answer | None:
    """Counts a wrong code or start date; the fifth within ten minutes brings the pause."""
    person = turn.person
    if person.wrong_since is None or turn.now - person.wrong_since > WRONG_WITHIN:
        person.wrong_codes, person.wrong_since = 0, turn.now
    person.wrong_codes += 1
    if person.wrong_codes < WRONG_ALLOWED:
        return None
    person.wrong_codes, person.wrong_since = 0, None
    person.paused_until = turn.now + PAUSE
    minutes = int(PAUSE.total_seconds() // 60)
    return Answer("code", [say.paused(turn.w, minutes=minutes)])
