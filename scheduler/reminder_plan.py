"""Whom a day's round would remind, and whom not and why; decided from facts, nothing written.

1. The open cases of people who can be written to, with the days they were reminded on.
2. Each is asked of `rules/reminders.py`.
3. Furthest-behind units first, up to what round and allowance let go.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from models.agency import units_of
from models.allowance import AllowanceMonth, month_of
from models.campaign import Campaign, Instrument
from models.reminder import Reminder, ReminderState
from models.respondent import Consent, Respondent
from models.staff_member import StaffMember
from models.survey_case import SurveyCase
from reports.quota_progress import quota_progress
from rules.reminders import (
    Decision,
    Reason,
    Season,
    Standing,
    Step,
    decide,
    steps_after,
    steps_before,
)
from rules.thai_dates import bangkok_date

SCHOOLS = "schools"
LAST_WEEK = timedelta(days=7)


@dataclass(slots=True, eq=False)
class OpenCase:
    """A case that waits for an answer: its person, and all that `decide` asks.

    Of these there may be a hundred thousand: not frozen, which would cost three times the time.
    """

    id: int
    respondent_id: int
    instrument: Instrument
    unit_id: int
    site_id: int
    language: str
    is_friend: bool
    standing: Standing
    steps: Sequence[Step]
    season: Season


@dataclass(slots=True, eq=False)
class Candidate:
    """An open case and what was decided about it."""

    case: OpenCase
    decision: Decision

    @property
    def number(self) -> int:
        """Which reminder it would be, from 1."""
        return len(self.case.standing.reminded_on) + 1


@dataclass(frozen=True)
class RoundPlan:
    """A day's due and refused; `left` is the allowance before the round, in recipients."""

    day: date
    due: list[Candidate]
    refused: list[Candidate]
    left: int


def plan_round(session: Session, campaign: Campaign, *, day: date, now: datetime) -> RoundPlan:
    """The round of that day, as the facts stand now."""
    progress = quota_progress(session, campaign, now=now)
    need = {
        (line.unit.id, line.instrument): line.counted / line.target if line.target else 1.0
        for line in progress.units
    }
    met = {(line.unit.id, line.instrument) for line in progress.units if line.met}
    candidates = list(_candidates(session, campaign, day=day, met=met))
    due = [each for each in candidates if each.decision.is_due]
    refused = [each for each in candidates if not each.decision.is_due]
    due.sort(
        key=lambda each: (
            need.get((each.case.unit_id, each.case.instrument), 1.0),
            each.case.id,
        )
    )
    left = allowance_left(session, campaign, day=day)
    most = min(int(campaign.reminders["allowance"]["per_round"]), left)
    waiting = [_without(each, Reason.NO_ALLOWANCE) for each in due[most:]]
    return RoundPlan(day, due[:most], [*refused, *waiting], left)


def allowance_left(session: Session, campaign: Campaign, *, day: date) -> int:
    """How many may be pushed that day: the last week's reserve is kept until it begins."""
    rules = campaign.reminders["allowance"]
    ledger = session.get(AllowanceMonth, (campaign.agency_id, month_of(day)))
    left = ledger.left if ledger is not None else int(rules["monthly"])
    is_last_week = any(
        day <= date.fromisoformat(milestone["date"]) <= day + LAST_WEEK
        for milestone in campaign.milestones
    )
    return left if is_last_week else max(left - int(rules["last_week"]), 0)


def _without(candidate: Candidate, reason: Reason) -> Candidate:
    return Candidate(candidate.case, Decision(candidate.decision.step, reason))


def _candidates(
    session: Session, campaign: Campaign, *, day: date, met: set[tuple[int, Instrument]]
) -> Iterator[Candidate]:
    # Who stands alike, invited and reminded on the same days, is decided once for all.
    decided: dict[tuple[int, int, int], Decision] = {}
    for case in open_cases(session, campaign, met=met):
        alike = (id(case.standing), id(case.steps), id(case.season))
        decision = decided.get(alike)
        if decision is None:
            decision = decided[alike] = decide(case.standing, case.steps, case.season, day)
        if decision.reason != Reason.NOT_YET:
            yield Candidate(case, decision)


def open_cases(
    session: Session, campaign: Campaign, *, met: set[tuple[int, Instrument]]
) -> Iterator[OpenCase]:
    """Everybody who may still be reminded, oldest case first; `met` are cells with no gap."""
    reminded = _reminded(session, campaign)
    instruments = {instrument.value: instrument for instrument in Instrument}
    schools = {unit.id for unit in units_of(session, campaign.agency_id) if unit.code == SCHOOLS}
    seasons = {of: _season(campaign, of_schools=of) for of in (True, False)}
    staff_steps = _staff_steps(campaign)
    standings: dict[tuple[Any, ...], Standing] = {}  # thousands stand alike
    outsider_steps: dict[date, list[Step]] = {}
    for row in session.execute(_open_cases(campaign)):
        instrument = instruments[row.instrument]
        invited_on = bangkok_date(row.reached_at)
        is_eit = instrument == Instrument.EIT
        if is_eit and invited_on not in outsider_steps:
            outsider_steps[invited_on] = _outsider_steps(campaign, invited_on)
        is_met = (row.unit_id, instrument) in met
        days = reminded.get(row.respondent_id, ())
        alike = (invited_on, days, row.signed, row.stopped, row.blocked, is_met)
        standing = standings.get(alike)
        if standing is None:
            standing = standings[alike] = Standing(
                invited_on=invited_on,
                reminded_on=days,
                signed=bool(row.signed),
                stopped=bool(row.stopped),
                blocked=bool(row.blocked),
                target_met=is_met,
            )
        yield OpenCase(
            id=row.id,
            respondent_id=row.respondent_id,
            instrument=instrument,
            unit_id=row.unit_id,
            site_id=row.site_id or 0,
            language=row.language,
            is_friend=row.is_friend,
            standing=standing,
            steps=outsider_steps[invited_on] if is_eit else staff_steps,
            season=seasons[not is_eit and row.unit_id in schools],
        )


def _open_cases(campaign: Campaign) -> Any:
    """Cases that wait for an answer and may be reminded at all: those who answered, outsiders
    who did not consent and people without an address are not even looked at.
    """
    consented = exists().where(
        Consent.respondent_id == SurveyCase.respondent_id,
        Consent.withdrawn_at.is_(None),
        Consent.given_at >= campaign.began_at,
    )
    return (
        select(
            SurveyCase.id,
            SurveyCase.respondent_id,
            SurveyCase.instrument,
            SurveyCase.unit_id,
            SurveyCase.reached_at,
            Respondent.language,
            Respondent.opted_out_at.is_not(None).label("stopped"),
            Respondent.blocked_at.is_not(None).label("blocked"),
            and_(Respondent.friend_changed_at.is_not(None), Respondent.blocked_at.is_(None)).label(
                "is_friend"
            ),
            StaffMember.site_id,
            or_(StaffMember.signed_at.is_not(None), StaffMember.acknowledged_at.is_not(None)).label(
                "signed"
            ),
        )
        .join(Respondent, Respondent.id == SurveyCase.respondent_id)
        .outerjoin(StaffMember, StaffMember.id == SurveyCase.staff_member_id)
        .where(
            *_waits_for_an_answer(SurveyCase, campaign),
            or_(SurveyCase.instrument == Instrument.IIT, consented),
        )
        .order_by(SurveyCase.id)
    )


def _waits_for_an_answer(case: Any, campaign: Campaign) -> Sequence[ColumnElement[bool]]:
    return (
        case.agency_id == campaign.agency_id,
        case.campaign_id == campaign.id,
        case.reached_at.is_not(None),
        case.reported_at.is_(None),
        case.not_eligible.is_(None),
    )


def _reminded(session: Session, campaign: Campaign) -> dict[int, tuple[date, ...]]:
    """The days each was reminded on, or is about to be, of EIT and of IIT together.

    Only of people with an open case: most who ever were reminded have answered.
    """
    days: dict[int, list[date]] = defaultdict(list)
    waiting = aliased(SurveyCase)
    still_asked = select(waiting.respondent_id).where(*_waits_for_an_answer(waiting, campaign))
    rows = session.execute(
        select(SurveyCase.respondent_id, Reminder.sent_on)
        .join(SurveyCase, SurveyCase.id == Reminder.case_id)
        .where(
            Reminder.agency_id == campaign.agency_id,
            Reminder.campaign_id == campaign.id,
            Reminder.state.in_([ReminderState.QUEUED, ReminderState.SENT]),
            Reminder.sent_on.is_not(None),
            SurveyCase.agency_id == campaign.agency_id,
            SurveyCase.campaign_id == campaign.id,
            SurveyCase.instrument.in_(list(Instrument)),  # their index begins with these three
            SurveyCase.respondent_id.in_(still_asked),
        )
        .order_by(Reminder.sent_on)
    )
    for respondent_id, sent_on in rows:
        days[respondent_id or 0].append(sent_on or date.min)
    return {respondent_id: tuple(some) for respondent_id, some in days.items()}


def _season(campaign: Campaign, *, of_schools: bool) -> Season:
    return Season(
        calendar=campaign.calendar,
        closes_on=campaign.closes_on,
        quiet=campaign.quiet_periods(of_schools=of_schools),
        apart=int(campaign.reminders["respondents"]["min_working_days_apart"]),
        closed=campaign.closed_at is not None,
    )


def _outsider_steps(campaign: Campaign, invited_on: date) -> list[Step]:
    plan = campaign.reminders["respondents"]
    always = plan.get("always") or ()
    return steps_after(invited_on, plan["steps"], campaign.calendar, always=always)


def _staff_steps(campaign: Campaign) -> list[Step]:
    evidence = [
        (str(milestone["code"]), date.fromisoformat(milestone["date"]))
        for milestone in campaign.milestones
        if milestone["kind"] == "evidence"
    ]
    plan = campaign.reminders["staff"]
    always = plan.get("always") or ()
    return steps_before(evidence, plan["working_days_before"], campaign.calendar, always=always)
