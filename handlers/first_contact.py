"""Meeting a person: the notice, the survey's link, and the case that is counted once."""

from handlers.notice import note_notice
from handlers.turn import Answer, Turn
from models.agency import UNASSIGNED, Unit
from models.campaign import Campaign, Instrument, Shut
from models.counting import Figure, Source, count
from models.invitee import Invitee, people_of
from models.service_point import ServicePoint
from models.survey_case import NotEligible, SurveyCase, change_case
from outbound.messages import invitation as say_invitation
from outbound.messages import respondent as say
from outbound.messages import staff as say_staff
from outbound.messages.invitation import InvitationKind

INVITATION = "invitation"


def invite(
    turn: Turn,
    unit: Unit,
    *,
    point: ServicePoint | None = None,
    invitee: Invitee | None = None,
) -> Answer:
    """The link for a person met at a unit: counted for the first unit that met them.

    By a counter's code, or by the code of an organisation invited by name, for which the person
    then answers; somebody met before stays where they were met (domain.md §3).

    Own staff get no link: they answer the other questionnaire (domain.md §3, §7).
    """
    case = turn.case()
    if case is not None and case.instrument == Instrument.IIT:
        return Answer("staff", [say_staff.counter_is_for_outsiders(turn.w)])
    if turn.roles:
        return Answer("staff", [say.not_for_staff(turn.w, office=turn.office_name)])
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    if case is None:
        if invitee is not None and people_of(turn.session, invitee) >= turn.campaign.people_each:
            most = turn.campaign.people_each
            return Answer("invitee", [say.invitee_full(turn.w, most=most)])
        case = _open_case(turn, unit, point, invitee)
        return _invitation(turn, case, unit, point, InvitationKind.FIRST)
    if case.not_eligible == NotEligible.OWN_STAFF:
        return Answer("staff", [say.staff_noted(turn.w)])
    first_unit = turn.session.get_one(Unit, case.unit_id)
    if first_unit.code == UNASSIGNED and unit.code != UNASSIGNED and case.reported_at is None:
        _move(turn, case, unit, point)
        first_unit = unit
    kind = _kind(case, is_other=unit.id != first_unit.id)
    return _invitation(turn, case, first_unit, point, kind)


def closed_answer(turn: Turn) -> Answer | None:
    """What to say before the campaign opens and once it is over; None while it is open."""
    return shut_answer(turn, turn.campaign)


def shut_answer(turn: Turn, campaign: Campaign) -> Answer | None:
    """The same of any campaign of the office."""
    why = campaign.shut_why(turn.today)
    if why is None:
        return None
    if why is Shut.NOT_OPEN:
        return Answer("closed", [say.campaign_not_open(turn.w, opens_on=campaign.opens_on)])
    return Answer("closed", [say.campaign_closed(turn.w, closed_on=campaign.ended_on)])


def ask_unit(turn: Turn, *, first: bool) -> Answer:
    """Which unit served you: for a person who came without a code, while anybody may answer."""
    closed = closed_answer(turn)
    if closed is not None:
        return closed
    note_notice(turn)
    messages = say_invitation.choose_unit(
        turn.w,
        office=turn.office_name,
        units=[
            (unit.code, turn.name_of(unit), turn.short_name_of(unit)) for unit in eit_units(turn)
        ],
        first=first,
        closes_on=turn.campaign.closes_on,
    )
    return Answer("which unit", messages)


def eit_units(turn: Turn) -> list[Unit]:
    """The units outsiders can have dealt with: those with an EIT target."""
    return [unit for unit in turn.units if turn.campaign.has_eit(unit.code)]


def find_unit(turn: Turn, code: str) -> Unit | None:
    """An EIT unit of the office by its code, `unassigned` included."""
    if code == UNASSIGNED:
        return next(unit for unit in turn.all_units if unit.code == UNASSIGNED)
    return next((unit for unit in eit_units(turn) if unit.code == code), None)


def _open_case(
    turn: Turn, unit: Unit, point: ServicePoint | None, invitee: Invitee | None
) -> SurveyCase:
    case = SurveyCase(
        agency_id=turn.agency.id,
        campaign_id=turn.campaign.id,
        unit_id=unit.id,
        service_point_id=point.id if point else None,
        instrument=Instrument.EIT,
        source=Source.LINE,
        respondent_id=turn.person.id,
        invitee_id=invitee.id if invitee else None,
        met_at=turn.now,
    )
    turn.session.add(case)
    count(turn.session, case.cell, Figure.JOINED, Source.LINE, at=turn.now)
    note_notice(turn)
    return case


def _move(turn: Turn, case: SurveyCase, unit: Unit, point: ServicePoint | None) -> None:
    """A case of no known unit gets the first unit that is known, with its figures."""
    change_case(
        turn.session,
        case,
        now=turn.now,
        unit_id=unit.id,
        service_point_id=point.id if point else None,
    )


def _kind(case: SurveyCase, *, is_other: bool) -> InvitationKind:
    if case.reported_at is not None:
        return InvitationKind.ANSWERED
    return InvitationKind.OTHER_UNIT if is_other else InvitationKind.AGAIN


def _invitation(
    turn: Turn,
    case: SurveyCase,
    unit: Unit,
    point: ServicePoint | None,
    kind: InvitationKind,
) -> Answer:
    messages = say_invitation.invitation(
        turn.w,
        office=turn.office_name,
        unit=turn.name_of(unit),
        point=point.label if point else None,
        survey_url=turn.campaign.survey_url(Instrument.EIT),
        closes_on=turn.campaign.closes_on,
        minutes=turn.campaign.minutes,
        kind=kind,
        practice=turn.campaign.is_practice(Instrument.EIT),
    )
    return Answer(INVITATION, messages, case=case)
