"""Who may do what, and to which units (domain.md §8)."""

from handlers.turn import Answer, Turn
from models.agency import Unit
from models.role import RoleName
from outbound.messages import coordinator as say
from rules.thai_text import squash
from rules.unit_names import UnitName, match_unit

EVERYONE = frozenset(RoleName)
MANAGING = frozenset({RoleName.OWNER, RoleName.DEPUTY})
RECORDING = MANAGING | {RoleName.ADMIN}
COORDINATING = MANAGING | {RoleName.COORDINATOR}
POSTING = COORDINATING | {RoleName.PR, RoleName.ADMIN}


def has_any(turn: Turn, names: frozenset[RoleName]) -> bool:
    """Whether the person wears one of these hats."""
    return any(role.name in names for role in turn.roles)


def sees_all(turn: Turn) -> bool:
    """Coordinators see their own unit; every other role, the office's numbers."""
    return any(role.name != RoleName.COORDINATOR for role in turn.roles)


def own_units(turn: Turn) -> list[Unit]:
    """The units the person's figures are limited to; all of them for the others."""
    if sees_all(turn):
        return turn.units
    mine = {role.unit_id for role in turn.roles}
    return [unit for unit in turn.units if unit.id in mine]


def own_unit(turn: Turn) -> Unit | None:
    """The one unit a coordinator speaks for."""
    units = own_units(turn)
    return units[0] if len(units) == 1 else None


def choose(turn: Turn, words: str, *, say_again: str) -> Unit | Answer:
    """The unit meant by the words, or the answer that asks, lists, or refuses.

    `say_again` is the command with `{unit}` where the name goes: what a choice will type.
    With no words, a coordinator's own unit is meant.
    """
    own = own_unit(turn)
    if not words and own is not None:
        return own
    names = [
        UnitName(unit.code, unit.name_th, unit.name_en, tuple(unit.aliases)) for unit in turn.units
    ]
    match = match_unit(words, names)
    if match.exact is not None:
        unit = next(unit for unit in turn.units if unit.code == match.exact.code)
        if unit not in own_units(turn):
            refused = say.no_permission(turn.w, what=turn.name_of(unit))
            return Answer("permission", [refused])
        return unit
    candidates = [
        unit for found in match.candidates for unit in own_units(turn) if unit.code == found.code
    ]
    if not words:
        candidates = own_units(turn)
    if candidates:
        return Answer("which unit", [_which(turn, words, candidates, say_again)])
    listed = [turn.short_name_of(unit) for unit in own_units(turn)]
    return Answer("which unit", [say.unknown_unit(turn.w, units=listed)])


def _which(turn: Turn, words: str, candidates: list[Unit], say_again: str) -> dict[str, object]:
    choices = [
        (turn.name_of(unit), say_again.format(unit=squash(unit.name_th))) for unit in candidates
    ]
    return say.which_unit(turn.w, question_words=words, candidates=choices)
