"""เปลี่ยนผู้ประสานงาน โยธา: the old role ends at once, a new one-use key is issued."""

from sqlalchemy import select

from handlers.scope import choose
from handlers.turn import Answer, Turn
from models.audit import audit
from models.role import Role, RoleName, invite_to_role
from outbound.messages import coordinator as say


def replace(turn: Turn, words: str) -> Answer:
    """Ends every coordinator's role in the unit and gives the owner a key to pass on."""
    chosen = choose(turn, words, say_again="เปลี่ยนผู้ประสานงาน {unit}")
    if isinstance(chosen, Answer):
        return chosen
    ended = turn.session.scalars(
        select(Role).where(
            Role.agency_id == turn.agency.id,
            Role.name == RoleName.COORDINATOR,
            Role.unit_id == chosen.id,
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
        calendar=turn.campaign.calendar,
        now=turn.now,
    )
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor=f"role {turn.roles[0].id}",
        action="coordinator replaced",
        unit=chosen.code,
        ended=len(ended),
    )
    message = say.role_replaced(
        turn.w,
        unit=turn.name_of(chosen),
        key=key,
        expires_at=invitation.expires_at,
        ended=len(ended),
    )
    return Answer("role", [message])
