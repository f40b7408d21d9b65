"""What a roster file would change: people new, changed, unchanged, missing; nothing is written.

A file speaks only for the units and sites it has good rows of: nobody outside them is ever
missing, nor anybody whose own row was rejected (design.md §6).
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import UNASSIGNED, Agency, Site, Unit, sites_of, units_of
from models.campaign import Campaign, Instrument
from models.quota_cell import QuotaCell
from models.staff_member import StaffMember
from models.survey_case import NotEligible
from roster.parse import Parsed, Person, Rejected
from rules.eligibility import has_served_long_enough
from rules.staff_group import StaffGroup
from rules.staff_names import name_key, shares_a_name
from rules.unit_names import UnitName

Part = tuple[int, int | None]
"""A unit's id and its site's, None for the unit itself."""


NOBODY_MISSING = (
    "บางแถวอ่านไม่ออกว่าเป็นผู้ใด จึงไม่นับผู้ใดว่าไม่อยู่ในไฟล์ แก้แถวที่ไม่รับแล้วนำเข้าอีกครั้ง · "
    "Some rows do not tell who they are, so nobody counts as missing: correct them, import again."
)


@dataclass(frozen=True)
class Places:
    """The units and sites of the office by the codes a roster names them with."""

    units: dict[str, Unit]
    sites: dict[tuple[str, str], Site]
    cells: frozenset[tuple[int, str]]

    def part(self, person: Person) -> Part:
        site = self.sites[(person.unit, person.site)] if person.site else None
        return self.units[person.unit].id, site.id if site else None

    @property
    def unit_names(self) -> list[UnitName]:
        """What a roster file may call the units."""
        return [
            UnitName(u.code, u.name_th, u.name_en, tuple(u.aliases)) for u in self.units.values()
        ]

    @property
    def site_names(self) -> dict[str, list[UnitName]]:
        """The same of their sites, by unit code."""
        names: dict[str, list[UnitName]] = {}
        for (unit_code, code), site in self.sites.items():
            name = UnitName(code, site.name_th, site.name_en, tuple(site.aliases))
            names.setdefault(unit_code, []).append(name)
        return names


@dataclass
class Plan:
    """What would happen; `rows` counts the file's data rows."""

    rows: int
    places: Places
    new: list[Person] = field(default_factory=list)
    changed: list[tuple[StaffMember, Person]] = field(default_factory=list)
    unchanged: list[tuple[StaffMember, Person]] = field(default_factory=list)
    missing: list[StaffMember] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> list[Person]:
        """Everybody the file has a good row of, in its order."""
        known = [person for _, person in [*self.changed, *self.unchanged]]
        return sorted([*self.new, *known], key=lambda person: person.row)

    @property
    def parts(self) -> set[Part]:
        """The units and sites the file speaks for."""
        return {self.places.part(person) for person in self.people}


def places_of(session: Session, campaign: Campaign) -> Places:
    """The office's units but `unassigned`, its sites, and the staff groups each unit asks."""
    units = {
        unit.id: unit for unit in units_of(session, campaign.agency_id) if unit.code != UNASSIGNED
    }
    sites = sites_of(session, campaign.agency_id)
    cells = session.execute(
        select(QuotaCell.unit_id, QuotaCell.staff_group).where(
            QuotaCell.agency_id == campaign.agency_id,
            QuotaCell.campaign_id == campaign.id,
            QuotaCell.instrument == Instrument.IIT,
        )
    )
    return Places(
        {unit.code: unit for unit in units.values()},
        {(units[site.unit_id].code, site.code): site for site in sites if site.unit_id in units},
        frozenset((unit_id, str(group)) for unit_id, group in cells),
    )


def make_plan(session: Session, agency: Agency, campaign: Campaign, parsed: Parsed) -> Plan:
    """Compares the file with the roster as it stands."""
    places = places_of(session, campaign)
    plan = Plan(parsed.rows, places, rejected=list(parsed.rejected), notes=parsed.notes)
    good = [person for person in parsed.people if _has_a_cell(person, plan)]
    known = session.scalars(
        select(StaffMember).where(
            StaffMember.agency_id == agency.id,
            StaffMember.campaign_id == campaign.id,
            StaffMember.erased_at.is_(None),
        )
    ).all()
    matched = _match(agency, good, known, places)
    for person in good:
        member = matched.get(person.row)
        if member is None:
            plan.new.append(person)
        elif changes(member, person, campaign, places):
            plan.changed.append((member, person))
        else:
            plan.unchanged.append((member, person))
    plan.missing = _missing(plan, known, {member.id for member in matched.values()})
    return plan


def _has_a_cell(person: Person, plan: Plan) -> bool:
    unit = plan.places.units[person.unit]
    if (unit.id, str(person.group)) in plan.places.cells:
        return True
    asked = {
        StaffGroup.CIVIL_SERVANT: ("ข้าราชการ", "civil servants"),
        StaffGroup.EMPLOYEE: ("ลูกจ้าง", "employees"),
    }[person.group]
    reason = (
        f"{unit.name_th}ไม่มีเกณฑ์ IIT ของกลุ่ม{asked[0]}ในแคมเปญ ตรวจหน่วยงานหรือกลุ่มของแถวนี้ · "
        f"{unit.name_en} has no IIT rule for {asked[1]}: check this row's unit or group."
    )
    plan.rejected.append(
        Rejected(person.row, "", reason, number=person.number, name_key=person.name_key)
    )
    return False


def person_hash(agency: Agency, key: str, started_on: object) -> bytes:
    """What stands for a person in the database: the name without title, and the start date."""
    return agency.hash_of(f"{key}|{started_on}")


def _match(
    agency: Agency, people: Iterable[Person], known: Sequence[StaffMember], places: Places
) -> dict[int, StaffMember]:
    """Rows to people already known: by name and start date, then by number, then by name alone.

    A number is not a person: it belongs to the post, and a successor gets it. So the name has to
    agree as well, or its half with the start date (a marriage). A name alone is enough where the
    part has it once (a corrected start date).
    """
    by_hash = {member.person_hash: member for member in known}
    present = [member for member in known if member.not_eligible != NotEligible.LEFT]
    by_number = {member.number: member for member in present if member.number}
    matched: dict[int, StaffMember] = {}
    rest = []
    for person in people:
        member = by_hash.get(person_hash(agency, person.name_key, person.started_on))
        if member is None:
            rest.append(person)
        else:
            matched[person.row] = member
    taken = {member.id for member in matched.values()}
    for person in rest:
        member = by_number.get(person.number) if person.number else None
        if member is None or member.id in taken:
            continue
        same_day = member.started_on == person.started_on
        if name_key(member.name) == person.name_key or (
            same_day and shares_a_name(member.name, person.name)
        ):
            matched[person.row] = member
            taken.add(member.id)
    return matched | _by_name(
        [person for person in rest if person.row not in matched],
        [member for member in present if member.id not in taken],
        places,
    )


def _by_name(
    people: list[Person], members: list[StaffMember], places: Places
) -> dict[int, StaffMember]:
    """People whose name is once in the file and once in their part of the roster."""
    rows: dict[tuple[Part, str], list[Person]] = {}
    for person in people:
        rows.setdefault((places.part(person), person.name_key), []).append(person)
    kept: dict[tuple[Part, str], list[StaffMember]] = {}
    for member in members if rows else []:
        part = (member.unit_id, member.site_id)
        kept.setdefault((part, name_key(member.name)), []).append(member)
    return {
        some[0].row: kept[key][0]
        for key, some in rows.items()
        if len(some) == 1 and len(kept.get(key, ())) == 1
    }


def standing(person: Person, campaign: Campaign) -> NotEligible | None:
    """Why the person may not be asked; None for who may."""
    enough = has_served_long_enough(
        started_on=person.started_on, started_by=campaign.iit_started_by
    )
    return None if enough else NotEligible.UNDER_A_YEAR


def changes(
    member: StaffMember, person: Person, campaign: Campaign, places: Places
) -> dict[str, object]:
    """The columns the row would change."""
    unit_id, site_id = places.part(person)
    wanted = {
        "unit_id": unit_id,
        "site_id": site_id,
        "staff_group": person.group,
        "number": person.number,
        "name": person.name,
        "started_on": person.started_on,
        "not_eligible": standing(person, campaign),
    }
    return {name: value for name, value in wanted.items() if getattr(member, name) != value}


def _missing(plan: Plan, known: Iterable[StaffMember], matched: set[int]) -> list[StaffMember]:
    if any(row.number is None and row.name_key is None for row in plan.rejected):
        plan.notes += (NOBODY_MISSING,)
        return []
    parts = plan.parts
    numbers = {row.number for row in plan.rejected if row.number}
    names = {row.name_key for row in plan.rejected if row.name_key}
    return [
        member
        for member in known
        if member.id not in matched
        and (member.unit_id, member.site_id) in parts
        and member.not_eligible != NotEligible.LEFT
        and member.number not in numbers
        and (not names or name_key(member.name) not in names)
    ]


def by_cell(plan: Plan, campaign: Campaign) -> list[tuple[str, str, Tally[str]]]:
    """Counts per unit code and staff group: people, new, changed, unchanged, missing, eligible."""
    cells: dict[tuple[str, str], Tally[str]] = {}
    codes = {unit.id: code for code, unit in plan.places.units.items()}
    for what, people in (
        ("new", plan.new),
        ("changed", [person for _, person in plan.changed]),
        ("unchanged", [person for _, person in plan.unchanged]),
    ):
        for person in people:
            tally = cells.setdefault((person.unit, str(person.group)), Tally())
            tally.update({what: 1, "people": 1})
            tally["eligible"] += standing(person, campaign) is None
    for member in plan.missing:
        key = (codes[member.unit_id], str(member.staff_group))
        cells.setdefault(key, Tally())["missing"] += 1
    order = {code: position for position, code in enumerate(plan.places.units)}
    ordered = sorted(cells.items(), key=lambda each: (order[each[0][0]], each[0][1]))
    return [(unit, group, tally) for (unit, group), tally in ordered]
