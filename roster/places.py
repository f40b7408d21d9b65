"""Which unit and site a row names, in a file that may speak for one of them only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roster import reasons
from rules.unit_names import NOTHING, UnitMatch, UnitName, match_unit

_LONGEST = 200


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be taken."""

    reason: str


class Places:
    """The campaign's units and sites; each distinct text is matched once."""

    def __init__(
        self,
        units: Sequence[UnitName],
        sites: Mapping[str, Sequence[UnitName]],
        only: tuple[str, str | None] | None,
    ) -> None:
        """Raises KeyError when `only` names a unit or site the campaign does not have."""
        self._units = units
        self._sites = sites
        self._own_unit = {unit.code: unit for unit in units}[only[0]] if only else None
        self._own_site = (
            {site.code: site for site in sites.get(only[0], ())}[only[1]]
            if only and only[1]
            else None
        )
        self._known: dict[tuple[str, str], UnitMatch] = {}

    @property
    def unit_is_given(self) -> bool:
        """Whether the file needs no unit column."""
        return self._own_unit is not None

    def unit(self, text: str | None) -> UnitName | Wrong:
        """The unit a cell names; the file's own where it names none."""
        if text is None:
            return self._own_unit or Wrong(reasons.BLANK)
        return self._exact(text, "", self._units, self._own_unit)

    def site(self, unit: UnitName, text: str | None) -> UnitName | Wrong | None:
        """The unit's site a cell names; the file's own where it names none, which may be none."""
        if text is None:
            return self._own_site
        sites = self._sites.get(unit.code, ())
        if not sites:
            return Wrong(reasons.no_sites(unit))
        return self._exact(text, unit.code, sites, self._own_site)

    def _exact(
        self, text: str, within: str, places: Sequence[UnitName], own: UnitName | None
    ) -> UnitName | Wrong:
        match = self._match(text, within, places)
        if match.exact is None:
            return Wrong(reasons.unknown(text, match.candidates))
        if own and match.exact != own:
            return Wrong(reasons.elsewhere(text, own))
        return match.exact

    def _match(self, text: str, within: str, places: Sequence[UnitName]) -> UnitMatch:
        if len(text) > _LONGEST:
            return NOTHING
        key = (within, text)
        if key not in self._known:
            self._known[key] = match_unit(text, places)
        return self._known[key]
