"""A tapped button whose data is a question's answer; every one can be typed, too."""

from handlers import official, person_data, reminders_consent, staff, tally
from handlers.first_contact import find_unit, invite
from handlers.turn import Answer, Turn


def handle(turn: Turn) -> Answer | None:
    """Reads `name=value`; a tap on a card of another age changes nothing it should not."""
    name, _, value = (turn.event.postback or "").partition("=")
    if turn.event.in_group:
        return None
    answers = {
        "unit": _unit,
        "consent": reminders_consent.answer,
        "erase": person_data.answer_erase,
        "official": official.confirm,
        "undo": tally.undo,
        "acknowledge": staff.answer_signature,
    }
    return answers[name](turn, value) if name in answers else None


def _unit(turn: Turn, value: str) -> Answer | None:
    unit = find_unit(turn, value)
    return invite(turn, unit) if unit is not None else None
