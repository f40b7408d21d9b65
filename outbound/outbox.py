"""Writing messages to the outbox, in the transaction of the facts that cause them."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import audit
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.respondent import Respondent
from models.survey_case import SurveyCase
from outbound import still_due
from rules.line_limits import MAX_MESSAGES, violations

TOKEN_LIFE = timedelta(seconds=55)
"""LINE promises a minute from its delivery of the event; five seconds are for the way back."""

HELD_FOR = timedelta(days=7)
"""Words older than this answer a question nobody remembers."""

Message = dict[str, Any]


MOST_RECIPIENTS = 500
"""Of one multicast (line-platform.md §2)."""


class UnsendableMessage(Exception):
    """A message breaks LINE's limits; the sentences say where. A fault of ours, never sent."""


def enqueue_reply(
    session: Session,
    *,
    agency_id: int,
    respondent_id: int | None,
    webhook_event_id: int,
    reply_token: str,
    received_at: datetime,
    topic: str,
    messages: list[Message],
    case: SurveyCase | None,
    now: datetime,
    may_have_held: bool = True,
    allow_http: bool = False,
) -> OutboxMessage:
    """A free reply to one event; words held from before go first, at most five in all.

    Raises UnsendableMessage when the messages break LINE's limits.
    """
    held = (
        _held_words(session, agency_id, respondent_id, topic=topic, now=now)
        if respondent_id is not None and may_have_held
        else []
    )
    room = MAX_MESSAGES - len(messages)
    earlier = [
        message for row in held for message in without_quick_replies(json.loads(row.messages or ""))
    ]
    row = OutboxMessage(
        agency_id=agency_id,
        respondent_id=respondent_id,
        case_id=next((row.case_id for row in held if row.case_id), None),
        webhook_event_id=webhook_event_id,
        method=Method.REPLY,
        topic=topic,
        messages=_rendered(
            earlier[max(len(earlier) - room, 0) :] + messages, allow_http=allow_http
        ),
        reply_token=reply_token,
        token_dies_at=received_at + TOKEN_LIFE,
        created_at=now,
        due_at=now,
    )
    if case is not None:  # perhaps not in the database yet: it gets its number with the row
        row.case = case
    session.add(row)
    for old in held:
        old.state, old.ended_at, old.messages = OutboxState.DELIVERED_LATER, now, None
    return row


def enqueue_push(
    session: Session,
    *,
    agency_id: int,
    respondent_id: int,
    topic: str,
    messages: list[Message],
    not_after: datetime | None,
    now: datetime,
    reminder_id: int | None = None,
) -> OutboxMessage:
    """A message that costs allowance; its retry key is made here, before any try."""
    row = OutboxMessage(
        agency_id=agency_id,
        respondent_id=respondent_id,
        method=Method.PUSH,
        topic=topic,
        messages=_rendered(messages),
        reminder_id=reminder_id,
        retry_key=str(uuid.uuid4()),
        not_after=not_after,
        created_at=now,
        due_at=now,
    )
    session.add(row)
    return row


@dataclass(frozen=True)
class Recipient:
    """Whom a multicast reaches, and the reminder it is for that person."""

    respondent_id: int
    reminder_id: int | None = None


def enqueue_multicast(
    session: Session,
    recipients: Sequence[Recipient],
    *,
    agency_id: int,
    topic: str,
    messages: list[Message],
    not_after: datetime | None,
    due_at: datetime,
    now: datetime,
) -> None:
    """The same words to many in as few calls as LINE allows; one retry key a call.

    For friends of the account only: a multicast passes over others (line-platform.md §2).
    """
    rendered = _rendered(messages)
    for start in range(0, len(recipients), MOST_RECIPIENTS):
        some = recipients[start : start + MOST_RECIPIENTS]
        retry_key = str(uuid.uuid4())
        rows = [
            OutboxMessage(
                agency_id=agency_id,
                respondent_id=each.respondent_id,
                reminder_id=each.reminder_id,
                method=Method.MULTICAST if len(some) > 1 else Method.PUSH,
                topic=topic,
                messages=rendered,
                retry_key=retry_key,
                not_after=not_after,
                created_at=now,
                due_at=due_at,
            )
            for each in some
        ]
        leader, *others = rows
        session.add(leader)
        session.flush()
        for row in others:
            row.leader_id = leader.id
        session.add_all(others)


def hold_failed(session: Session, row: OutboxMessage, *, actor: str, now: datetime) -> bool:
    """Has a failed message's words said, free, with the person's next message.

    False for one that is no longer failed, or whose words are gone. A reminder is not held by
    hand: the plan decides on each anew.
    """
    session.refresh(row, with_for_update=True)
    if row.state != OutboxState.FAILED or row.messages is None or row.reminder_id is not None:
        return False
    row.state, row.ended_at, row.created_at = OutboxState.HELD, now, now
    audit(session, row.agency_id, at=now, actor=actor, action="message held", message=row.id)
    return True


def _held_words(
    session: Session, agency_id: int, respondent_id: int, *, topic: str, now: datetime
) -> list[OutboxMessage]:
    """What this person has not been told yet; the same topic's older words are dropped."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.agency_id == agency_id,
            OutboxMessage.respondent_id == respondent_id,
            OutboxMessage.state == OutboxState.HELD,
        )
        .order_by(OutboxMessage.id)
    ).all()
    newest: dict[str, OutboxMessage] = {}
    for row in rows:
        stale = row.topic == topic or row.created_at < now - HELD_FOR
        stale = stale or _is_unwanted(session, row)
        if stale or (row.not_after is not None and row.not_after < now):
            row.state, row.ended_at, row.messages = OutboxState.CANCELLED, now, None
            row.reason = "overtaken by newer words"
        else:
            replaced = newest.pop(row.topic, None)
            if replaced is not None:
                replaced.state, replaced.ended_at = OutboxState.CANCELLED, now
                replaced.messages, replaced.reason = None, "overtaken by newer words"
            newest[row.topic] = row
    return list(newest.values())


def _is_unwanted(session: Session, row: OutboxMessage) -> bool:
    """A reminder that waited for the person to write is not said to who answers or stops."""
    if row.reminder_id is None:
        return False
    person = session.get(Respondent, row.respondent_id)
    stopped = person is not None and person.opted_out_at is not None
    addressee = still_due.ask_again(session, OutboxMessage.id == row.id)[row.id]
    return stopped or addressee.refusal is not None


def without_quick_replies(messages: list[Message]) -> list[Message]:
    """The same messages without quick replies: LINE shows only the last message's."""
    return [{k: v for k, v in message.items() if k != "quickReply"} for message in messages]


def _rendered(messages: list[Message], *, allow_http: bool = False) -> str:
    rendered = json.dumps(messages, ensure_ascii=True, separators=(",", ":"))
    problems = _problems(rendered, allow_http)
    if problems:
        raise UnsendableMessage("; ".join(problems))
    return rendered


@lru_cache(maxsize=512)
def _problems(rendered: str, allow_http: bool) -> tuple[str, ...]:
    """What LINE would refuse; most words are said to many, and are checked once."""
    return tuple(violations(json.loads(rendered), allow_http=allow_http))
