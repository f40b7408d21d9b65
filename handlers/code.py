"""A code in a message: a counter's, a staff card, an invitation to a role, or a wrong one."""

from sqlalchemy import select, update

from handlers import binding
from handlers.coordinator import help_answer
from handlers.first_contact import invite, shut_answer
from handlers.guessing import is_paused, note_wrong
from handlers.turn import Answer, Turn
from models.agency import Site, Unit
from models.audit import audit
from models.campaign import Campaign
from models.invitee import find_invitee
from models.role import Invitation, Role
from outbound.messages import coordinator as say_office
from outbound.messages import respondent as say
from rules.codes import CodeKind, CodeReading


def handle(turn: Turn, reading: CodeReading) -> Answer | None:
    """Acts on a code as typed; a paused person's codes are not even looked up."""
    if is_paused(turn):
        return None
    if reading.is_valid and reading.kind is CodeKind.SERVICE_POINT:
        return _counter(turn, reading.code) or wrong(turn)
    if reading.is_valid and reading.kind is CodeKind.INVITATION:
        return _key(turn, reading.code) or wrong(turn, key=True)
    if reading.is_valid and reading.kind is CodeKind.STAFF:
        return binding.start(turn, reading.code) or wrong(turn)
    if reading.is_valid and reading.kind is CodeKind.CONTRACTOR:
        return _invitee(turn, reading.code) or wrong(turn)
    return wrong(turn, key=reading.kind is CodeKind.INVITATION)


def wrong(turn: Turn, *, key: bool = False) -> Answer:
    """Help with a wrong code, until guessing is paused."""
    paused = note_wrong(turn)
    if paused is not None:
        return paused
    if key:
        return Answer("code", [say_office.key_problem(turn.w, why="unknown")])
    return Answer("code", [say.wrong_code(turn.w)])


def _counter(turn: Turn, code: str) -> Answer | None:
    point = turn.point_of(code)
    if point is None:
        return None
    unit_name = turn.name_of(point.unit)
    if point.revoked_at is not None:
        return Answer("code", [say.code_revoked(turn.w, unit=unit_name)])
    if point.campaign_id != turn.campaign.id:
        return _of_another_year(turn, point.campaign)
    return invite(turn, point.unit, point=point)


def _invitee(turn: Turn, code: str) -> Answer | None:
    """Somebody of an organisation invited by letter."""
    invitee = find_invitee(turn.session, turn.agency.id, turn.agency.hash_of(code))
    if invitee is None:
        return None
    if invitee.campaign_id != turn.campaign.id:
        return _of_another_year(turn, turn.session.get_one(Campaign, invitee.campaign_id))
    return invite(turn, invitee.unit, invitee=invitee)


def _of_another_year(turn: Turn, campaign: Campaign) -> Answer:
    """A code of a year that is not the one at work: over, or not begun."""
    over = Answer("closed", [say.campaign_closed(turn.w, closed_on=campaign.ended_on)])
    return shut_answer(turn, campaign) or over


def _key(turn: Turn, code: str) -> Answer | None:
    """Gives the hat the invitation stands for; the database lets one person use it once."""
    invitation = turn.session.scalar(
        select(Invitation).where(
            Invitation.agency_id == turn.agency.id,
            Invitation.code_hash == turn.agency.hash_of(code),
        )
    )
    if invitation is None:
        return None
    if invitation.expires_at <= turn.now:
        return Answer("key", [say_office.key_problem(turn.w, why="expired")])
    used = turn.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=turn.now)
        .returning(Invitation.id)
    ).first()
    if used is None:
        return Answer("key", [say_office.key_problem(turn.w, why="used")])
    return _grant(turn, invitation)


def _grant(turn: Turn, invitation: Invitation) -> Answer:
    """Puts the hat on; the very one the person wears already is not put on twice."""
    unit = turn.session.get(Unit, invitation.unit_id) if invitation.unit_id else None
    site = turn.session.get(Site, invitation.site_id) if invitation.site_id else None
    same = (invitation.role, invitation.unit_id, invitation.site_id)
    if same not in [(role.name, role.unit_id, role.site_id) for role in turn.roles]:
        _put_on(turn, invitation, unit, site)
    granted = say_office.role_granted(
        turn.w,
        role_name=turn.w(f"role.{invitation.role}"),
        unit=turn.name_of(site or unit) if unit else None,
    )
    return Answer("key", [granted, *help_answer(turn).messages])


def _put_on(turn: Turn, invitation: Invitation, unit: Unit | None, site: Site | None) -> None:
    role = Role(
        agency_id=turn.agency.id,
        respondent_id=turn.person.id,
        name=invitation.role,
        unit_id=invitation.unit_id,
        site_id=invitation.site_id,
        granted_at=turn.now,
    )
    turn.session.add(role)
    turn.session.flush()
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor=f"role {role.id}",
        action="role granted",
        role=str(invitation.role),
        unit=unit.code if unit else None,
        site=site.code if site else None,
    )
    turn.roles.append(role)
    turn.person.noticed_at = turn.person.noticed_at or turn.now
