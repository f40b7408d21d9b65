"""Finding the unit a command line means."""

from sqlalchemy.orm import Session

from bot.cli.output import give_up
from models.agency import UNASSIGNED, Agency, Unit, units_of
from rules.unit_names import UnitName, match_unit


def unit_named(session: Session, office: Agency, words: str) -> Unit:
    """The unit of that code, name or alias; a name only nearly right ends with the list."""
    units = [unit for unit in units_of(session, office.id) if unit.code != UNASSIGNED]
    names = [UnitName(u.code, u.name_th, u.name_en, tuple(u.aliases)) for u in units]
    match = match_unit(words, names).exact
    if match is None:
        listed = ", ".join(unit.code for unit in units)
        give_up(f"ไม่รู้จักหน่วยงาน “{words}”", f"Unknown unit “{words}”: use one of {listed}.")
    return next(unit for unit in units if unit.code == match.code)
