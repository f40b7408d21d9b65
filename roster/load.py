"""A planned roster into the database, in the caller's transaction; the same plan twice is empty."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models.agency import Agency
from models.audit import audit
from models.campaign import Campaign, Instrument
from models.staff_member import StaffMember, change
from models.survey_case import NotEligible, SurveyCase, change_case
from roster.plan import Part, Plan, changes, person_hash, standing
from roster.targets import retarget
from rules.codes import CodeKind, new_code
from rules.eligibility import has_served_long_enough

AT_ONCE = 500

Progress = Callable[[int], object]
"""Told how many people more are done."""


def lock_roster(session: Session, campaign: Campaign) -> None:
    """One import at a time: two at once would each add the same new people."""
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())


def commit_plan(
    session: Session,
    agency: Agency,
    campaign: Campaign,
    plan: Plan,
    *,
    actor: str,
    now: datetime,
    progress: Progress = lambda people: None,
) -> list[str]:
    """Writes the good rows, marks who is missing, sets targets; which targets changed, in words.

    Call `lock_roster` before the plan is made.
    """
    lines = _last_lines(session, campaign)
    _add(session, agency, campaign, plan, lines, now=now, progress=progress)
    for member, person in plan.changed:
        values = changes(member, person, campaign, plan.places)
        values["person_hash"] = person_hash(agency, person.name_key, person.started_on)
        if "unit_id" in values or "site_id" in values:
            values["line"] = _next_line(lines, plan.places.part(person))
            # A sheet belongs to its unit: the signature moves along, the handing in does not.
            values["evidence_id"] = None
        change_member(session, member, now=now, **values)
    progress(len(plan.changed) + len(plan.unchanged))
    for member in plan.missing:
        change_member(session, member, now=now, not_eligible=NotEligible.LEFT)
    if plan.new or plan.changed or plan.missing:
        audit(
            session,
            agency.id,
            at=now,
            actor=actor,
            action="roster imported",
            campaign=campaign.slug,
            new=len(plan.new),
            changed=len(plan.changed),
            missing=len(plan.missing),
            rejected=len(plan.rejected),
        )
    spoken_for = {unit_id for unit_id, _ in plan.parts}
    return retarget(session, campaign, spoken_for=spoken_for, actor=actor, now=now)


def change_member(
    session: Session, member: StaffMember, *, now: datetime, **values: object
) -> None:
    """Changes a person's row, and with it the unit and standing of the case they have."""
    change(session, member, now=now, **values)
    case = session.scalar(
        select(SurveyCase).where(
            SurveyCase.agency_id == member.agency_id,
            SurveyCase.campaign_id == member.campaign_id,
            SurveyCase.instrument == Instrument.IIT,
            SurveyCase.staff_member_id == member.id,
        )
    )
    if case is not None:
        change_case(
            session,
            case,
            now=now,
            unit_id=member.unit_id,
            not_eligible=member.not_eligible,
        )


def reassess(session: Session, campaign: Campaign, *, actor: str, now: datetime) -> list[str]:
    """Applies the campaign's date rule anew to everybody on the roster, and the targets with it."""
    members = session.scalars(
        select(StaffMember).where(
            StaffMember.agency_id == campaign.agency_id,
            StaffMember.campaign_id == campaign.id,
            StaffMember.erased_at.is_(None),
        )
    )
    for member in members:
        if member.not_eligible == NotEligible.LEFT:
            continue
        enough = has_served_long_enough(
            started_on=member.started_on, started_by=campaign.iit_started_by
        )
        wanted = None if enough else NotEligible.UNDER_A_YEAR
        if member.not_eligible != wanted:
            change_member(session, member, now=now, not_eligible=wanted)
    return retarget(session, campaign, spoken_for=set(), actor=actor, now=now)


def _last_lines(session: Session, campaign: Campaign) -> Tally[Part]:
    """The highest line given in each part; a line is never given to a second person."""
    keys = (StaffMember.unit_id, StaffMember.site_id)
    rows = session.execute(
        select(*keys, func.max(StaffMember.line))
        .where(StaffMember.agency_id == campaign.agency_id, StaffMember.campaign_id == campaign.id)
        .group_by(*keys)
    )
    return Tally({(unit_id, site_id): line for unit_id, site_id, line in rows})


def _next_line(lines: Tally[Part], part: Part) -> int:
    lines[part] += 1
    return lines[part]


def _add(
    session: Session,
    agency: Agency,
    campaign: Campaign,
    plan: Plan,
    lines: Tally[Part],
    *,
    now: datetime,
    progress: Progress,
) -> None:
    rows = _rows(agency, campaign, plan, lines, now=now)
    while some := list(islice(rows, AT_ONCE)):
        session.execute(insert(StaffMember), some)
        progress(len(some))


def _rows(
    agency: Agency, campaign: Campaign, plan: Plan, lines: Tally[Part], *, now: datetime
) -> Iterator[dict[str, Any]]:
    for person in plan.new:
        unit_id, site_id = part = plan.places.part(person)
        code = new_code(CodeKind.STAFF)
        yield {
            "agency_id": agency.id,
            "campaign_id": campaign.id,
            "unit_id": unit_id,
            "site_id": site_id,
            "staff_group": person.group,
            "line": _next_line(lines, part),
            "number": person.number,
            "name": person.name,
            "person_hash": person_hash(agency, person.name_key, person.started_on),
            "started_on": person.started_on,
            "not_eligible": standing(person, campaign),
            "code": code,
            "code_hash": agency.hash_of(code),
            "wrong_days": 0,
            "added_at": now,
        }
