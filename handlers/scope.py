"""Who may do what, and to which units (domain.md §8)."""

from dataclasses import dataclass
from typing import Protocol

from handlers.turn import Answer, Turn
from models.agency import Site, Unit, sites_of
from models.campaign import Campaign
from models.role import Role, RoleName
from outbound.messages import coordinator as say
from rules.thai_text import squash
from rules.unit_names import UnitName, match_unit

SEEING_ALL_OFFICES = frozenset({RoleName.CENTRAL})
ANYBODY = frozenset(RoleName)
EVERYONE = ANYBODY - SEEING_ALL_OFFICES
"""Of the office: who sees the sums of all offices sees nothing else of any."""

MANAGING = frozenset({RoleName.OWNER, RoleName.DEPUTY})
RECORDING = MANAGING | {RoleName.ADMIN}
COORDINATING = MANAGING | {RoleName.COORDINATOR}
POSTING = COORDINATING | {RoleName.PR, RoleName.ADMIN}


class Wearer(Protocol):
    """Who asks, in chat or at the desk: the hats worn, and the office's units."""

    @property
    def roles(self) -> list[Role]: ...

    @property
    def units(self) -> list[Unit]: ...

    @property
    def campaign(self) -> Campaign: ...


def has_any(asking: Wearer, names: frozenset[RoleName]) -> bool:
    """Whether the person wears one of these hats."""
    return any(role.name in names for role in asking.roles)


def sees_all(asking: Wearer) -> bool:
    """Coordinators see their own unit; every other role of the office, the office's numbers."""
    return has_any(asking, EVERYONE - {RoleName.COORDINATOR})


def own_units(asking: Wearer) -> list[Unit]:
    """The units the person's figures are limited to; all of them for the others."""
    if sees_all(asking):
        return asking.units
    mine = {role.unit_id for role in asking.roles}
    return [unit for unit in asking.units if unit.id in mine]


def seen_units(asking: Wearer) -> list[Unit]:
    """The own units, and those whose totals they collate: Education the schools' (domain.md §2)."""
    own = own_units(asking)
    codes = {unit.code for unit in own}
    collated = [
        unit
        for unit in asking.units
        if asking.campaign.unit_entry(unit.code).get("collated_by") in codes
    ]
    return [unit for unit in asking.units if unit in own or unit in collated]


@dataclass(frozen=True)
class Part:
    """A unit, or one of its sites: whose roster, cards and sheets are its own."""

    unit: Unit
    site: Site | None = None

    @property
    def site_id(self) -> int:
        """0 is the unit's own part, without its sites."""
        return self.site.id if self.site else 0

    @property
    def place(self) -> Unit | Site:
        return self.site or self.unit


def own_role(asking: Wearer, part: Part) -> Role | None:
    """The coordinator's hat that opens the names of this very part (domain.md §9.6).

    A unit's coordinator has its sites, too, unless they work for themselves: a campaign file
    that says who collates a unit's sites keeps each of them to itself.
    """
    keeps_apart = bool(asking.campaign.unit_entry(part.unit.code).get("collated_by"))
    for role in asking.roles:
        if role.name != RoleName.COORDINATOR or role.unit_id != part.unit.id:
            continue
        if role.site_id == (part.site.id if part.site else None):
            return role
        if role.site_id is None and not keeps_apart:
            return role
    return None


def choose_part(
    turn: Turn, words: str, *, say_again: str, among: list[Unit] | None = None
) -> Part | Answer:
    """The unit or site meant; without words, the coordinator's own."""
    mine = [role for role in turn.roles if role.name == RoleName.COORDINATOR and role.unit]
    if not words and len(mine) == 1 and mine[0].unit is not None:
        return Part(mine[0].unit, mine[0].site)
    if not words and len(mine) > 1:
        return _which_of_mine(turn, mine, say_again)
    if words:
        site = _site_named(turn, words)
        if site is not None:
            return site
    chosen = choose(turn, words, say_again=say_again, among=among)
    return chosen if isinstance(chosen, Answer) else Part(chosen)


def _which_of_mine(turn: Turn, mine: list[Role], say_again: str) -> Answer:
    """Which of the parts a person with several hats means."""
    names = [(role.site or role.unit).name_th for role in mine if role.unit is not None]
    choices = [(name, say_again.format(unit=squash(name))) for name in dict.fromkeys(names)]
    return Answer("which unit", [say.which_unit(turn.w, question_words="", candidates=choices)])


def _site_named(turn: Turn, words: str) -> Part | None:
    """A site of the person's own units by its exact name."""
    units = {unit.id: unit for unit in own_units(turn)}
    own = {(role.unit_id, role.site_id) for role in turn.roles}
    sites = [
        site
        for site in sites_of(turn.session, turn.agency.id)
        if site.unit_id in units
        and (sees_all(turn) or {(site.unit_id, site.id), (site.unit_id, None)} & own)
    ]
    names = [UnitName(str(s.id), s.name_th, s.name_en, tuple(s.aliases)) for s in sites]
    match = match_unit(words, names).exact
    if match is None:
        return None
    site = next(site for site in sites if str(site.id) == match.code)
    return Part(units[site.unit_id], site)


def own_unit(turn: Turn) -> Unit | None:
    """The one unit a coordinator speaks for."""
    units = own_units(turn)
    return units[0] if len(units) == 1 else None


def choose(
    turn: Turn, words: str, *, say_again: str, among: list[Unit] | None = None
) -> Unit | Answer:
    """The unit meant by the words, or the answer that asks, lists, or refuses.

    `say_again` is the command with `{unit}` where the name goes: what a choice will type.
    With no words, a coordinator's own unit is meant. `among` are the units permitted, the
    person's own unless given.
    """
    own = own_unit(turn)
    permitted = own_units(turn) if among is None else among
    if not words and own is not None:
        return own
    names = [
        UnitName(unit.code, unit.name_th, unit.name_en, tuple(unit.aliases)) for unit in turn.units
    ]
    match = match_unit(words, names)
    if match.exact is not None:
        unit = next(unit for unit in turn.units if unit.code == match.exact.code)
        if unit not in permitted:
            refused = say.no_permission(turn.w, what=turn.name_of(unit))
            return Answer("permission", [refused])
        return unit
    candidates = [
        unit for found in match.candidates for unit in permitted if unit.code == found.code
    ]
    if not words:
        candidates = permitted
    if candidates:
        return Answer("which unit", [_which(turn, words, candidates, say_again)])
    listed = [turn.short_name_of(unit) for unit in permitted]
    return Answer("which unit", [say.unknown_unit(turn.w, units=listed)])


def _which(turn: Turn, words: str, candidates: list[Unit], say_again: str) -> dict[str, object]:
    choices = [
        (turn.name_of(unit), say_again.format(unit=squash(unit.name_th))) for unit in candidates
    ]
    return say.which_unit(turn.w, question_words=words, candidates=choices)
