"""A person we have met in LINE, how to reach them, and what they agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.agency import Agency
from models.base import Base, Id
from models.sealed import Sealed
from rules.language import Language

_OTHER_MENU = text("(menu is not null or language <> 'th')")

OTHER_MENU: ColumnElement[bool] = literal_column("(menu is not null or language <> 'th')")
"""Who was given a menu, or does not see everybody's; in the very words of its partial index."""


class Respondent(Base):
    """A person by what they told the account; never a name, an answer or a message's text."""

    __tablename__ = "respondent"
    __table_args__ = (
        Index(
            "ix_respondent_menu",
            *("agency_id", "id"),
            sqlite_where=_OTHER_MENU,
            postgresql_where=_OTHER_MENU,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    language: Mapped[Language] = mapped_column(String(2), default=Language.THAI)
    met_at: Mapped[datetime]
    noticed_at: Mapped[datetime | None]
    notice_version: Mapped[str | None] = mapped_column(String(20))
    friend_changed_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    menu_shown_at: Mapped[datetime | None]
    menu: Mapped[str | None] = mapped_column(String(20))  # the rich menu given last
    wrong_codes: Mapped[int] = mapped_column(default=0)
    wrong_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]


class ChannelAddress(Base):
    """A respondent's LINE user id, sealed, found by keyed hash; erasure deletes this row."""

    __tablename__ = "channel_address"
    __table_args__ = (UniqueConstraint("agency_id", "user_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), index=True)
    user_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    user_id: Mapped[str] = mapped_column(Sealed)


class Consent(Base):
    """An outsider's own consent to be reminded (domain.md §9.7); withdrawn rows stay."""

    __tablename__ = "consent"

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), index=True)
    notice_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


def find_person(session: Session, agency: Agency, *, user_id: str) -> Respondent | None:
    """The person of that LINE user id, if ever met and not erased."""
    return session.scalar(
        select(Respondent)
        .join(ChannelAddress, ChannelAddress.respondent_id == Respondent.id)
        .where(
            ChannelAddress.agency_id == agency.id,
            ChannelAddress.user_hash == agency.hash_of(user_id),
        )
    )


@dataclass(frozen=True)
class Meeting:
    """A person who wrote to us, and whether we met them only now."""

    person: Respondent
    is_new: bool


def meet(
    session: Session, agency: Agency, *, user_ids: Iterable[str], now: datetime
) -> dict[str, Meeting]:
    """The people of those LINE user ids by id, strangers added; in three statements at most."""
    hashes = {agency.hash_of(user_id): user_id for user_id in user_ids}
    if not hashes:
        return {}
    known = session.execute(
        select(ChannelAddress.user_hash, Respondent)
        .join(Respondent, ChannelAddress.respondent_id == Respondent.id)
        .where(ChannelAddress.agency_id == agency.id, ChannelAddress.user_hash.in_(hashes))
    )
    met = {hashes[user_hash]: Meeting(person, is_new=False) for user_hash, person in known}
    new = {
        user_id: Respondent(agency_id=agency.id, met_at=now)
        for user_id in hashes.values()
        if user_id not in met
    }
    session.add_all(new.values())
    session.flush()
    session.add_all(
        ChannelAddress(
            agency_id=agency.id,
            respondent_id=new[user_id].id,
            user_hash=user_hash,
            user_id=user_id,
        )
        for user_hash, user_id in hashes.items()
        if user_id in new
    )
    return met | {user_id: Meeting(person, is_new=True) for user_id, person in new.items()}


def address_of(session: Session, respondent_id: int) -> str | None:
    """The LINE user id to write to; None once erased."""
    return session.scalar(
        select(ChannelAddress.user_id).where(ChannelAddress.respondent_id == respondent_id)
    )


def standing_consent(session: Session, respondent_id: int, *, since: datetime) -> Consent | None:
    """The consent in force, if any; one given before `since` was for an earlier campaign."""
    return session.scalar(
        select(Consent)
        .where(
            Consent.respondent_id == respondent_id,
            Consent.withdrawn_at.is_(None),
            Consent.given_at >= since,
        )
        .order_by(Consent.id.desc())
    )
