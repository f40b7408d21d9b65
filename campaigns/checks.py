"""Rules between places of a campaign file, which no single field can break."""

from collections.abc import Callable, Iterator, Mapping

from campaigns.check_days import DAY_CHECKS
from campaigns.check_reminders import REMINDER_CHECKS
from campaigns.check_wording import WORDING_CHECKS
from campaigns.draft import Draft
from campaigns.problems import Finding, Path, quoted
from campaigns.schema import EVERY_UNIT, MilestoneKind
from models.campaign import Instrument
from rules.official_link import is_placeholder, problem_with
from rules.thai_text import squash

Findings = Iterator[Finding]

INSTRUMENT_OF_KIND: Mapping[str, str] = {
    MilestoneKind.EVIDENCE: "IIT",
    MilestoneKind.EIT_COMPLETE: "EIT",
    MilestoneKind.CHECKPOINT: "EIT",
    MilestoneKind.OIT: "OIT",
}
MILESTONE_KINDS = {kind.value for kind in MilestoneKind}
_SPOKEN_NAMES = ("code", "name_th", "name_en", "short_th", "short_en")


def check(draft: Draft) -> list[Finding]:
    """Every broken rule of the table below."""
    return [finding for rule in CHECKS for finding in rule(draft)]


def _floors_add_up(draft: Draft) -> Findings:
    """Silent while a floor is unreadable: the sum would be wrong for a reason already told."""
    stated = draft.number("eit_floor")
    present = [unit for unit in draft.items("units") if draft.at(*unit, "eit") is not None]
    floors = [draft.number(*unit, "eit") or 0 for unit in present]
    if floors and min(floors) > 0 and stated is not None and stated != sum(floors):
        facts = {"stated": stated, "sum": sum(floors)}
        yield Finding("floors_do_not_add_up", ("eit_floor",), facts)


def _units_are_asked_for_something(draft: Draft) -> Findings:
    for unit in draft.items("units"):
        entry = draft.at(*unit)
        if isinstance(entry, dict) and entry.get("eit") is None and not entry.get("iit"):
            yield Finding("unit_without_target", unit)
        for group in set(draft.keys(*unit, "own_goal")) - set(draft.keys(*unit, "iit")):
            facts = {"group": quoted(group)}
            yield Finding("own_goal_without_rule", (*unit, "own_goal", group), facts)


def _codes_are_unique(draft: Draft) -> Findings:
    sites = [(*unit, "sites") for unit in draft.items("units")]
    for section in (("units",), ("milestones",), ("eit_part_two", "groups"), *sites):
        seen: set[str] = set()
        for item in draft.items(*section):
            code = draft.text(*item, "code")
            if code in seen:
                yield Finding("duplicate_code", (*item, "code"), {"value": quoted(code)})
            seen |= {code} if code else set()


def _names_mean_one_unit(draft: Draft) -> Findings:
    """Compared as chat compares them: without blanks, dots, ฯ and a leading ฝ่าย."""
    owners: dict[str, tuple[Path, str]] = {}
    for unit in draft.items("units"):
        places = [(*unit, key) for key in _SPOKEN_NAMES] + list(draft.items(*unit, "aliases"))
        for place in places:
            name = draft.text(*place)
            key = squash(name or "").replace("_", "")
            owner, theirs = owners.setdefault(key, (unit, name or ""))
            # Two units of one code are one mistake, told by _codes_are_unique.
            same_code = draft.text(*owner, "code") == draft.text(*unit, "code")
            if name and key and owner != unit and not (same_code and place[-1] == "code"):
                facts = {"value": quoted(name), "theirs": quoted(theirs), "number": owner[-1]}
                yield Finding("name_taken", place, facts)


def _site_names_mean_one_site(draft: Draft) -> Findings:
    """Within their unit: two units may each have a morning shift."""
    for unit in draft.items("units"):
        owners: dict[str, tuple[Path, str]] = {}
        for site in draft.items(*unit, "sites"):
            places = [(*site, key) for key in ("name_th", "name_en")]
            for place in [*places, *draft.items(*site, "aliases")]:
                name = draft.text(*place)
                owner, theirs = owners.setdefault(squash(name or ""), (site, name or ""))
                if name and owner != site:
                    facts = {"value": quoted(name), "theirs": quoted(theirs), "number": owner[-1]}
                    yield Finding("name_taken", place, facts)


def _collating_units_exist(draft: Draft) -> Findings:
    codes = {draft.text(*unit, "code") for unit in draft.items("units")}
    for unit in draft.items("units"):
        collator = draft.text(*unit, "collated_by")
        if collator is not None and collator not in codes:
            yield Finding("unknown_owner", (*unit, "collated_by"), {"value": quoted(collator)})


def _links_fit(draft: Draft) -> Findings:
    for instrument in Instrument:
        place = ("links", instrument.value)
        url, flag = draft.text(*place, "url"), draft.at(*place, "placeholder")
        if url is None:
            continue
        if reason := problem_with(url, instrument):
            th, _, en = reason.partition(" / ")
            yield Finding("bad_link", (*place, "url"), {"th": th, "en": en})
        if isinstance(flag, bool) and flag != is_placeholder(url):
            kind = "link_is_no_placeholder" if flag else "link_is_a_placeholder"
            yield Finding(kind, (*place, "placeholder"))


def _milestones_fit(draft: Draft) -> Findings:
    codes = {draft.text(*unit, "code") for unit in draft.items("units")}
    for place in draft.items("milestones"):
        owner, kind = draft.text(*place, "owner"), draft.text(*place, "kind")
        if owner and owner != EVERY_UNIT and owner not in codes:
            yield Finding("unknown_owner", (*place, "owner"), {"value": quoted(owner)})
        wanted = INSTRUMENT_OF_KIND.get(kind or "")
        if wanted and draft.at(*place, "instrument") != wanted:
            facts = {"kind": kind, "instrument": wanted}
            yield Finding("wrong_instrument", (*place, "instrument"), facts)
        has_share = draft.at(*place, "share") is not None
        if kind in MILESTONE_KINDS and has_share != (kind == MilestoneKind.CHECKPOINT):
            yield Finding("share_out_of_place" if has_share else "share_missing", (*place, "share"))


CHECKS: tuple[Callable[[Draft], Findings], ...] = (
    _floors_add_up,
    _units_are_asked_for_something,
    _codes_are_unique,
    _names_mean_one_unit,
    _site_names_mean_one_site,
    _collating_units_exist,
    _links_fit,
    _milestones_fit,
    *DAY_CHECKS,
    *WORDING_CHECKS,
    *REMINDER_CHECKS,
)
