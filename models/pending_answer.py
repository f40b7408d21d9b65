"""A question the account asked and waits to have confirmed; the newest of its kind wins."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Question(StrEnum):
    """What is asked before it is done."""

    ERASE = "erase"
    CONSENT = "consent"
    OFFICIAL = "official"
    BIND = "bind"
    ACKNOWLEDGE = "acknowledge"


class PendingAnswer(Base):
    """One open question to one person."""

    __tablename__ = "pending_answer"

    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), primary_key=True)
    question: Mapped[Question] = mapped_column(String(12), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    token: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime]


def ask(session: Session, answer: PendingAnswer) -> None:
    """Opens a question, replacing an older one of the same kind."""
    session.merge(answer)


def open_question(
    session: Session, respondent_id: int, question: Question, *, now: datetime
) -> PendingAnswer | None:
    """The question still waiting for this person's answer."""
    found = session.get(PendingAnswer, (respondent_id, question))
    return found if found is not None and found.expires_at > now else None


def close_question(session: Session, respondent_id: int, question: Question) -> None:
    """Forgets one kind of question to this person."""
    session.flush()
    session.execute(
        delete(PendingAnswer).where(
            PendingAnswer.respondent_id == respondent_id, PendingAnswer.question == question
        )
    )


def close_questions(session: Session, respondent_id: int) -> None:
    """Forgets every question to this person."""
    session.execute(delete(PendingAnswer).where(PendingAnswer.respondent_id == respondent_id))
