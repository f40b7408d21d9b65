"""Addresses given in chat that open something of the office for a short while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.agency import Agency
from models.base import Base, Id
from models.keys import new_key
from models.role import Role


class Opens(StrEnum):
    """What a link leads to."""

    SHEET = "sheet"
    CARDS = "cards"
    POSTERS = "posters"
    REPORT = "report"
    DESK = "desk"


LIFE: Mapping[Opens, timedelta] = {
    **dict.fromkeys((Opens.SHEET, Opens.CARDS, Opens.POSTERS, Opens.REPORT), timedelta(minutes=30)),
    Opens.DESK: timedelta(minutes=10),
}
"""Papers: long enough to walk to the computer with the printer; older ones are asked for again."""


class ChatLink(Base):
    """A link by its token's hash: the token itself is only in the chat of who asked.

    It opens only while the role that asked for it still stands.
    """

    __tablename__ = "chat_link"
    __table_args__ = (UniqueConstraint("agency_id", "token_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    opens: Mapped[Opens] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime]


def make_link(
    session: Session, agency: Agency, role: Role, opens: Opens, *, now: datetime, **facts: Any
) -> str:
    """A new link's token; whoever has it may open, so it is told to the role's person only."""
    token = new_key(agency, size=24)
    session.add(
        ChatLink(
            agency_id=agency.id,
            token_hash=agency.hash_of(token),
            role_id=role.id,
            opens=opens,
            facts=facts,
            expires_at=now + LIFE[opens],
        )
    )
    return token


def _is_worn(agency: Agency) -> ColumnElement[bool]:
    worn = select(Role.id).where(Role.agency_id == agency.id, Role.ended_at.is_(None))
    return ChatLink.role_id.in_(worn)


def find_link(session: Session, agency: Agency, token: str, *, now: datetime) -> ChatLink | None:
    """The link of that token while it lives and its role stands."""
    return session.scalar(
        select(ChatLink).where(
            ChatLink.agency_id == agency.id,
            ChatLink.token_hash == agency.hash_of(token),
            ChatLink.expires_at > now,
            _is_worn(agency),
        )
    )


def take_link(session: Session, agency: Agency, token: str, *, now: datetime) -> Role | None:
    """Uses up a link to the desk and tells whose it was; two at once: one of them."""
    role_id = session.scalar(
        delete(ChatLink)
        .where(
            ChatLink.agency_id == agency.id,
            ChatLink.token_hash == agency.hash_of(token),
            ChatLink.opens == Opens.DESK,
            ChatLink.expires_at > now,
            _is_worn(agency),
        )
        .returning(ChatLink.role_id)
    )
    return session.get(Role, role_id) if role_id is not None else None
