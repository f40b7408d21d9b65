"""Anonymising a campaign when its time is over (domain.md §9.9); the figures stay as they are.

Outsiders go some days after the survey ends, staff with the fiscal year. Rows that counters are
proved by stay, of nobody. Who wears a hat or has a case in another campaign keeps what that needs.
"""

import secrets
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from models.awareness_name import AwarenessName
from models.campaign import Campaign, Instrument
from models.certificate import ErasureCertificate, certificate
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

Counts = Tally[str]
"""Rows by kind: people, cases, devices, visits, staff, invitees, names, files, consents."""


def erase_expired(
    session: Session,
    campaign: Campaign,
    *,
    today: date,
    actor: str,
    now: datetime,
    only_looking: bool = False,
) -> list[ErasureCertificate]:
    """Anonymises what of the campaign is due; a certificate for each questionnaire that had any.

    What is gone already is not there to be erased again, so a second time certifies nothing. Who
    is `only_looking` undoes the transaction; the certificates then take no number.
    """
    session.get_one(Campaign, campaign.id, with_for_update=True)
    made = []
    for instrument, erase in ERASERS.items():
        due_on = campaign.erase_on(instrument)
        if today < due_on:
            continue
        counts = erase(session, campaign, now)
        counts["people"] += _forget_who_is_left(session, campaign, now=now)
        told = {kind: number for kind, number in sorted(counts.items()) if number}
        if told:
            made.append(
                certificate(campaign, instrument, told, due_on=due_on, actor=actor, now=now)
            )
    if not only_looking:
        session.add_all(made)
    return made


def _outsiders(session: Session, campaign: Campaign, now: datetime) -> Counts:
    counts = _cases(session, campaign, Instrument.EIT)
    points = select(ServicePoint.id).where(*_of(ServicePoint, campaign))
    counts["visits"] = _rows(
        session, delete(DeviceVisit).where(DeviceVisit.service_point_id.in_(points))
    )
    counts["names"] = _rows(session, delete(AwarenessName).where(*_of(AwarenessName, campaign)))
    # it was given for this campaign's days: the next one asks anew
    earlier = Consent.given_at < _end(campaign)
    counts["consents"] = _rows(
        session, delete(Consent).where(Consent.agency_id == campaign.agency_id, earlier)
    )
    for row in session.scalars(_still_known(Invitee, campaign)):
        row.organisation, row.contract, row.contact, row.code = "", None, None, ""
        row.invitee_hash, row.code_hash = secrets.token_bytes(16), secrets.token_bytes(16)
        row.erased_at = now
        counts["invitees"] += 1
    counts["files"] = _files(session, campaign, ListKind.INVITEES, now=now)
    return counts


def _staff(session: Session, campaign: Campaign, now: datetime) -> Counts:
    counts = _cases(session, campaign, Instrument.IIT)
    for row in session.scalars(_still_known(StaffMember, campaign)):
        row.name, row.number, row.code = "", None, ""
        row.person_hash, row.code_hash = secrets.token_bytes(16), secrets.token_bytes(16)
        row.started_on = _side_of_the_rule(row, campaign)
        row.line, row.wrong_days, row.paused_until = 0, 0, None  # the line is on the paper list
        row.erased_at = now
        counts["staff"] += 1
    counts["files"] = _files(session, campaign, ListKind.ROSTER, now=now)
    return counts


ERASERS: Mapping[Instrument, Callable[[Session, Campaign, datetime], Counts]] = {
    Instrument.EIT: _outsiders,
    Instrument.IIT: _staff,
}


def _side_of_the_rule(row: StaffMember, campaign: Campaign) -> date:
    """Instead of the first day of service, only on which side of the eligible it lay."""
    too_new = row.not_eligible == NotEligible.UNDER_A_YEAR
    return campaign.iit_started_by + (DAY if too_new else timedelta(0))


def _cases(session: Session, campaign: Campaign, instrument: Instrument) -> Counts:
    """Cases stay for the figures, without the person or the device they were of."""
    mine = (*_of(SurveyCase, campaign), SurveyCase.instrument == instrument)
    numbers = select(SurveyCase.id).where(*mine)
    session.flush()
    for column, which in (
        (OutboxMessage.case_id, numbers),
        (OutboxMessage.reminder_id, select(Reminder.id).where(Reminder.case_id.in_(numbers))),
    ):
        session.execute(
            update(OutboxMessage)
            .where(column.in_(which), OutboxMessage.state.not_in(OPEN_STATES))
            .values({column.key: None})
            .execution_options(synchronize_session=False)
        )
    counts = Counts()
    counts["cases"] = _rows(
        session,
        update(SurveyCase)
        .where(*mine, SurveyCase.respondent_id.is_not(None))
        .values(stopped=HAD_STOPPED, respondent_id=None, bound_at=None)
        .execution_options(synchronize_session=False),
    )
    counts["devices"] = _rows(
        session,
        update(SurveyCase)
        .where(*mine, SurveyCase.device.is_not(None))
        .values(device=None)
        .execution_options(synchronize_session=False),
    )
    return counts


def _forget_who_is_left(session: Session, campaign: Campaign, *, now: datetime) -> int:
    """Whoever was met before the campaign ended, and neither wears a hat nor has a case now."""
    session.flush()
    people = session.scalars(
        select(Respondent.id).where(
            Respondent.agency_id == campaign.agency_id,
            Respondent.met_at < _end(campaign),
            ~exists().where(Role.respondent_id == Respondent.id, Role.ended_at.is_(None)),
            ~exists().where(SurveyCase.respondent_id == Respondent.id),
        )
    ).all()
    forget_people(session, people, now=now)
    return len(people)


def _files(session: Session, campaign: Campaign, kind: ListKind, *, now: datetime) -> int:
    """Lists handed in and never decided on."""
    return _rows(
        session,
        update(RosterFile)
        .where(*_of(RosterFile, campaign), RosterFile.kind == kind, RosterFile.content.is_not(None))
        .values(content=None, state=RosterFileState.REFUSED, decided_at=now, decided_by=ACTOR)
        .execution_options(synchronize_session=False),
    )


def _still_known(table: type[Any], campaign: Campaign) -> Any:
    return select(table).where(*_of(table, campaign), table.erased_at.is_(None)).with_for_update()


def _of(table: type[Any], campaign: Campaign) -> tuple[Any, Any]:
    return table.agency_id == campaign.agency_id, table.campaign_id == campaign.id


def _end(campaign: Campaign) -> datetime:
    return bangkok_midnight(campaign.ended_on + DAY)


def _rows(session: Session, statement: Any) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # DML has it
