"""เปลี่ยนผู้ประสานงาน โยธา: the old role ends at once, a new one-use key is issued."""

from sqlalchemy import func, select

from handlers.scope import choose_part
from handlers.turn import Answer, Turn
from models.audit import audit
from models.role import Role, RoleName, invite_to_role
from outbound.messages import coordinator as say


def replace(turn: Turn, words: str) -> Answer:
    """Ends the coordinators' roles in the unit or site and gives the owner a key to pass on."""
    part = choose_part(turn, words, say_again="เปลี่ยนผู้ประสานงาน {unit}")
    if isinstance(part, Answer):
        return part
    chosen, site = part.unit, part.site
    ended = turn.session.scalars(
        select(Role).where(
            Role.agency_id == turn.agency.id,
            Role.name == RoleName.COORDINATOR,
            Role.unit_id == chosen.id,
            # a unit's sites keep theirs: each is replaced by its own name
            func.coalesce(Role.site_id, 0) == part.site_id,
            Role.ended_at.is_(None),
        )
    ).all()
    for role in ended:
        role.ended_at = turn.now
    key, invitation = invite_to_role(
        turn.session,
        turn.agency,
        RoleName.COORDINATOR,
        unit=chosen,
        site=site,
        calendar=turn.campaign.calendar,
        actor=f"role {turn.roles[0].id}",
        now=turn.now,
    )
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor=f"role {turn.roles[0].id}",
        action="coordinator replaced",
        unit=chosen.code,
        site=site.code if site else None,
        ended=len(ended),
    )
    message = say.role_replaced(
        turn.w,
        unit=turn.name_of(part.place),
        key=key,
        expires_at=invitation.expires_at,
        ended=len(ended),
    )
    return Answer("role", [message])
