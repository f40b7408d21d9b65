"""Finding the unit a command line means."""

from sqlalchemy.orm import Session

from bot.cli.output import give_up
from models.agency import UNASSIGNED, Agency, Site, Unit, sites_of, units_of
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


def site_named(session: Session, office: Agency, unit: Unit, words: str) -> Site:
    """The unit's site of that code, name or alias; one only nearly right ends with the list."""
    sites = sites_of(session, office.id, unit.id)
    names = [UnitName(s.code, s.name_th, s.name_en, tuple(s.aliases)) for s in sites]
    match = match_unit(words, names).exact
    if match is None:
        listed = ", ".join(site.code for site in sites) or "-"
        give_up(f"{unit.name_th}ไม่มี “{words}”", f"Unknown site “{words}”: use one of {listed}.")
    return next(site for site in sites if site.code == match.code)
