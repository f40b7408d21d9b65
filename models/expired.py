"""What goes of a campaign whose time is over (domain.md §9.9), in steps of some hundreds of rows.

Outsiders go some days after the survey ends, staff with the fiscal year. Rows that counters are
proved by stay, of nobody. Who wears a hat or has a case in another campaign keeps what that needs.
Whatever is of one person goes together: the steps that begin with a case take its roster row, its
consents and its person along.
"""

import secrets
from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from models.awareness_name import AwarenessName
from models.campaign import Campaign, Instrument
from models.forgetting import HAD_STOPPED, forget_people
from models.invitee import Invitee
from models.outbox_message import OPEN_STATES, OutboxMessage
from models.reminder import Reminder
from models.respondent import Consent, Respondent
from models.role import Role
from models.roster_file import ListKind, RosterFile, RosterFileState
from models.service_point import DeviceVisit, ServicePoint
from models.staff_member import StaffMember
from models.survey_case import NotEligible, SurveyCase
from rules.thai_dates import bangkok_midnight

ACTOR = "retention"
DAY = timedelta(days=1)

AT_ONCE = 300
"""Rows in one transaction: other writers wait no longer than these take."""

Counts = Tally[str]
"""Rows by kind: people, cases, devices, visits, staff, invitees, names, files, consents."""


@dataclass(frozen=True)
class Step:
    """Rows that are `due`, by their `key`, and what erasing some of them does and counts."""

    key: Any
    due: Callable[[Campaign], Sequence[Any]]
    erase: Callable[[Session, Campaign, Sequence[Any], datetime], Counts]

    def take(
        self, session: Session, campaign: Campaign, after: Any, *, now: datetime
    ) -> tuple[Any, Counts]:
        """Erases the next of them; the last one's key to go on after, None when none is left."""
        further = [] if after is None else [self.key > after]
        query = select(self.key).distinct().where(*self.due(campaign), *further)
        session.flush()
        keys = session.scalars(query.order_by(self.key).limit(AT_ONCE)).all()
        if not keys:
            return None, Counts()
        return keys[-1], self.erase(session, campaign, keys, now)


def _cases(instrument: Instrument) -> Step:
    def due(campaign: Campaign) -> Sequence[Any]:
        return *_cases_of(campaign, instrument), SurveyCase.respondent_id.is_not(None)

    return Step(SurveyCase.id, due, _erase_cases)


def _erase_cases(
    session: Session, campaign: Campaign, cases: Sequence[int], now: datetime
) -> Counts:
    """Cases stay for the figures, without the person they were of, who goes unless needed."""
    found = select(SurveyCase.respondent_id, SurveyCase.staff_member_id)
    rows = session.execute(found.where(SurveyCase.id.in_(cases))).all()
    people = [person for person, _ in rows if person is not None]
    members = [member for _, member in rows if member is not None]
    messages = select(OutboxMessage.id).where(
        OutboxMessage.respondent_id.in_(people), *_names_case(SurveyCase.id.in_(cases))
    )
    _erase_messages(session, campaign, session.scalars(messages).all(), now)
    counts = _erase_staff(session, campaign, members, now)
    counts["cases"] = _rows(
        session,
        update(SurveyCase)
        .where(SurveyCase.id.in_(cases))
        .values(stopped=HAD_STOPPED, respondent_id=None, bound_at=None),
    )
    left = select(Respondent.id).where(Respondent.id.in_(people), *_needed_no_more(campaign))
    return counts + _erase_people(session, campaign, session.scalars(left).all(), now)


def _needed_no_more(campaign: Campaign) -> Sequence[Any]:
    """Whoever was met before the campaign ended, and neither wears a hat nor has a case now."""
    return (
        Respondent.agency_id == campaign.agency_id,
        Respondent.met_at < _end(campaign),
        ~exists().where(Role.respondent_id == Respondent.id, Role.ended_at.is_(None)),
        ~exists().where(SurveyCase.respondent_id == Respondent.id),
    )


def _erase_people(
    session: Session, campaign: Campaign, people: Sequence[int], now: datetime
) -> Counts:
    mine = (Consent.agency_id == campaign.agency_id, Consent.respondent_id.in_(people))
    consents = _rows(session, delete(Consent).where(*mine))
    forget_people(session, people, now=now)
    return Counts(consents=consents, people=len(people))


def _earlier_consents(campaign: Campaign) -> Sequence[Any]:
    """Of who stays: they were given for this campaign's days; the next one asks anew."""
    return Consent.agency_id == campaign.agency_id, Consent.given_at < _end(campaign)


def _devices(campaign: Campaign) -> Sequence[Any]:
    return *_cases_of(campaign, Instrument.EIT), SurveyCase.device.is_not(None)


def _erase_devices(
    session: Session, campaign: Campaign, devices: Sequence[bytes], now: datetime
) -> Counts:
    mine = (*_cases_of(campaign, Instrument.EIT), SurveyCase.device.in_(devices))
    counts = _erase_visits(session, campaign, devices, now)
    counts["devices"] = _rows(session, update(SurveyCase).where(*mine).values(device=None))
    return counts


def _visits(campaign: Campaign) -> Sequence[Any]:
    points = select(ServicePoint.id).where(*_of(ServicePoint, campaign))
    return (DeviceVisit.service_point_id.in_(points),)


def _erase_visits(
    session: Session, campaign: Campaign, devices: Sequence[bytes], _now: datetime
) -> Counts:
    mine = (*_visits(campaign), DeviceVisit.device.in_(devices))
    return Counts(visits=_rows(session, delete(DeviceVisit).where(*mine)))


def _drop(
    table: Any, kind: str, session: Session, _campaign: Campaign, ids: Sequence[int], _now: datetime
) -> Counts:
    return Counts({kind: _rows(session, delete(table).where(table.id.in_(ids)))})


def _erase_invitees(
    session: Session, _campaign: Campaign, ids: Sequence[int], now: datetime
) -> Counts:
    for row in _locked(session, Invitee, ids):
        row.organisation, row.contract, row.contact, row.code = "", None, None, ""
        row.invitee_hash, row.code_hash = secrets.token_bytes(16), secrets.token_bytes(16)
        row.erased_at = now
    return Counts(invitees=len(ids))


def _erase_staff(session: Session, campaign: Campaign, ids: Sequence[int], now: datetime) -> Counts:
    rows = [row for row in _locked(session, StaffMember, ids) if row.erased_at is None]
    for row in rows:
        row.name, row.number, row.code = "", None, ""
        row.person_hash, row.code_hash = secrets.token_bytes(16), secrets.token_bytes(16)
        row.started_on = _side_of_the_rule(row, campaign)
        row.line, row.wrong_days, row.paused_until = 0, 0, None  # the line is on the paper list
        row.erased_at = now
    return Counts(staff=len(rows))


def _side_of_the_rule(row: StaffMember, campaign: Campaign) -> date:
    """Instead of the first day of service, only on which side of the eligible it lay."""
    too_new = row.not_eligible == NotEligible.UNDER_A_YEAR
    return campaign.iit_started_by + (DAY if too_new else timedelta(0))


def _files(kind: ListKind) -> Step:
    """Lists handed in and never decided on."""

    def due(campaign: Campaign) -> Sequence[Any]:
        mine = _of(RosterFile, campaign)
        return *mine, RosterFile.kind == kind, RosterFile.content.is_not(None)

    return Step(RosterFile.id, due, _erase_files)


def _erase_files(
    session: Session, _campaign: Campaign, ids: Sequence[int], now: datetime
) -> Counts:
    refused = {"state": RosterFileState.REFUSED, "decided_at": now, "decided_by": ACTOR}
    statement = update(RosterFile).where(RosterFile.id.in_(ids)).values(content=None, **refused)
    return Counts(files=_rows(session, statement))


def _messages(instrument: Instrument) -> Step:
    """Ended ones that still name a case, of people forgotten before."""

    def due(campaign: Campaign) -> Sequence[Any]:
        return _names_case(*_cases_of(campaign, instrument))

    return Step(OutboxMessage.id, due, _erase_messages)


def _names_case(*which: Any) -> Sequence[Any]:
    cases = select(SurveyCase.id).where(*which)
    reminders = select(Reminder.id).where(Reminder.case_id.in_(cases))
    names = or_(OutboxMessage.case_id.in_(cases), OutboxMessage.reminder_id.in_(reminders))
    return names, OutboxMessage.state.not_in(OPEN_STATES)


def _erase_messages(
    session: Session, _campaign: Campaign, ids: Sequence[int], _now: datetime
) -> Counts:
    nothing = {"case_id": None, "reminder_id": None}
    _rows(session, update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(nothing))
    return Counts()


def _still_known(table: Any) -> Callable[[Campaign], Sequence[Any]]:
    return lambda campaign: (*_of(table, campaign), table.erased_at.is_(None))


LEFT = Step(Respondent.id, _needed_no_more, _erase_people)

STEPS: Mapping[Instrument, Sequence[Step]] = {
    Instrument.EIT: [
        _cases(Instrument.EIT),
        LEFT,
        Step(Consent.id, _earlier_consents, partial(_drop, Consent, "consents")),
        Step(SurveyCase.device, _devices, _erase_devices),
        Step(DeviceVisit.device, _visits, _erase_visits),
        Step(
            AwarenessName.id,
            lambda campaign: _of(AwarenessName, campaign),
            partial(_drop, AwarenessName, "names"),
        ),
        Step(Invitee.id, _still_known(Invitee), _erase_invitees),
        _files(ListKind.INVITEES),
        _messages(Instrument.EIT),
    ],
    Instrument.IIT: [
        _cases(Instrument.IIT),
        LEFT,
        Step(StaffMember.id, _still_known(StaffMember), _erase_staff),
        _files(ListKind.ROSTER),
        _messages(Instrument.IIT),
    ],
}


def _of(table: Any, campaign: Campaign) -> Sequence[Any]:
    return table.agency_id == campaign.agency_id, table.campaign_id == campaign.id


def _cases_of(campaign: Campaign, instrument: Instrument) -> Sequence[Any]:
    return *_of(SurveyCase, campaign), SurveyCase.instrument == instrument


def _locked(session: Session, table: Any, ids: Sequence[int]) -> Sequence[Any]:
    return session.scalars(select(table).where(table.id.in_(ids)).with_for_update()).all()


def _end(campaign: Campaign) -> datetime:
    return bangkok_midnight(campaign.ended_on + DAY)


def _rows(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # DML has it
