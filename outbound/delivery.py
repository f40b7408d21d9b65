"""Taking due messages, sending them, and writing down what became of each.

A message is claimed and committed as `sending` before LINE is called, and recorded after: no
transaction is open while the network is. What each outcome means is the table below.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.counting import Figure
from models.line_pace import rest
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.survey_case import SurveyCase, mark
from outbound import multicast, still_due
from outbound.due import Turns, Waiting, take_due, who_waits
from outbound.line_client import Answer, LineClient, Outcome
from outbound.pace import PUSHES, REPLIES
from outbound.still_due import Addressee

LEASE = timedelta(seconds=30)
"""Longer than waiting for a sender and the call itself may take (3 s + 10 s each): after it the
sender is dead, not slow.
"""

KEY_LIFE = timedelta(hours=23)
"""LINE forgets a retry key after 24 hours; the same key would then send again."""

BACKOFF_S = (1, 3, 8, 20, 60, 300)

RETRY = "retry"

WHAT_NOW: dict[Method, dict[Outcome, OutboxState | str]] = {
    Method.REPLY: {
        Outcome.ACCEPTED: OutboxState.SENT,
        Outcome.ACCEPTED_BEFORE: OutboxState.SENT,
        Outcome.TOKEN_DEAD: OutboxState.HELD,
        Outcome.RATE_LIMITED: RETRY,
        Outcome.ALLOWANCE_USED_UP: OutboxState.HELD,
        Outcome.NOT_LET_IN: OutboxState.HELD,
        Outcome.REFUSED: OutboxState.FAILED,
        Outcome.SERVER_ERROR: RETRY,  # harmless: LINE takes a reply token once
        Outcome.NOT_SENT: RETRY,
        Outcome.UNKNOWN: OutboxState.UNCONFIRMED,
    },
    Method.PUSH: {
        Outcome.ACCEPTED: OutboxState.SENT,
        Outcome.ACCEPTED_BEFORE: OutboxState.SENT,
        Outcome.TOKEN_DEAD: OutboxState.FAILED,
        Outcome.RATE_LIMITED: RETRY,
        Outcome.ALLOWANCE_USED_UP: OutboxState.HELD,  # a free reply when the person next writes
        Outcome.NOT_LET_IN: RETRY,
        Outcome.REFUSED: OutboxState.FAILED,
        Outcome.SERVER_ERROR: RETRY,
        Outcome.NOT_SENT: RETRY,
        Outcome.UNKNOWN: RETRY,  # the retry key makes it the same message
    },
}

WHAT_NOW[Method.MULTICAST] = {**WHAT_NOW[Method.PUSH], Outcome.REFUSED: RETRY}  # as single pushes

DOUBTFUL = {Outcome.SERVER_ERROR, Outcome.UNKNOWN}
"""After these LINE may have taken the message without telling us."""


NO_CHANNEL = Answer(Outcome.NOT_LET_IN, detail="the office has no LINE channel")


@dataclass(frozen=True)
class Parcel:
    """One call to make, with nothing left to ask the database."""

    id: int
    agency_id: int
    method: Method
    to: str | list[str]
    messages: list[dict[str, Any]]
    retry_key: str


@dataclass(frozen=True)
class Claim:
    """What one look at the outbox took: `taken` rows, of which `parcels` may go."""

    taken: int
    parcels: list[Parcel]


def claim(
    session: Session,
    *,
    limit: int,
    now: datetime,
    turns: Turns | None = None,
    pushes: int | None = None,
    waiting: Waiting | None = None,
) -> Claim:
    """Takes due messages for sending, each person's in order, and ends those that may not go.

    `waiting` is who was seen to wait a moment ago; without it, that is asked now.
    Replies first, and of what is no reply at most `pushes`; the offices take turns. A row
    whose sender died is taken over once its lease has lapsed, and marked doubtful.
    """
    if waiting is None:
        waiting = who_waits(session, now=now)
    rows = take_due(session, waiting, limit=limit, now=now, turns=turns or Turns(), pushes=pushes)
    pushed = [row.id for row in rows if row.method == Method.PUSH]
    addressees = still_due.ask_again(session, OutboxMessage.id.in_(pushed)) if pushed else {}
    prepared = [_prepare(session, row, addressees.get(row.id), now=now) for row in rows]
    return Claim(len(rows), [parcel for parcel in prepared if parcel is not None])


def _prepare(
    session: Session, row: OutboxMessage, addressee: Addressee | None, *, now: datetime
) -> Parcel | None:
    """The parcel of a claimed row, or None when the rules, asked again, say no."""
    row.doubtful = row.doubtful or row.state == OutboxState.SENDING
    refusal = _too_late(row, now=now)
    if refusal is None and addressee is not None and addressee.refusal is not None:
        refusal = _refused(row), addressee.refusal
    if refusal is not None:
        state, reason = refusal
        _end(row, state, now=now, reason=reason)
        if row.method == Method.MULTICAST:
            multicast.follow(session, row)
        return None
    if row.method == Method.MULTICAST:
        return _prepare_multicast(session, row, now=now)
    to = row.reply_token if addressee is None else addressee.to
    return _parcel(row, to or "", now=now)


def _prepare_multicast(session: Session, leader: OutboxMessage, *, now: datetime) -> Parcel | None:
    """One parcel to all who may still get it; the rest are ended here.

    A repeated call goes to fewer people under the same key: had LINE taken the first, it takes
    no second; had it not, those left out are rightly left out.
    """
    addressees = multicast.addressees(session, leader)
    going = {row_id: each.to for row_id, each in addressees.items() if each.to is not None}
    refused = {row_id: each.refusal or "" for row_id, each in addressees.items() if not each.to}
    multicast.leave_out(session, refused, state=_refused(leader), now=now)
    if not going:
        return None
    if leader.id not in going:
        leader = multicast.promote(session, leader, next(iter(going)))
    parcel = _parcel(leader, list(going.values()), now=now)
    multicast.follow(session, leader)
    return parcel


def _parcel(row: OutboxMessage, to: str | list[str], *, now: datetime) -> Parcel:
    row.state, row.tries, row.due_at = OutboxState.SENDING, row.tries + 1, now + LEASE
    row.first_try_at = row.first_try_at or now
    return Parcel(
        id=row.id,
        agency_id=row.agency_id,
        method=Method(row.method),
        to=to,
        messages=json.loads(row.messages or "[]"),
        retry_key=row.retry_key or "",
    )


def _too_late(row: OutboxMessage, *, now: datetime) -> tuple[OutboxState, str] | None:
    """Why the clock forbids a message, whoever it is for, and how it ends."""
    if row.not_after is not None and now > row.not_after:
        return _refused(row), "too late to be useful"
    if row.method == Method.REPLY:
        if row.token_dies_at is not None and now >= row.token_dies_at:
            gone = OutboxState.UNCONFIRMED if row.doubtful else OutboxState.HELD
            return gone, "the reply token's minute is over"
        return None
    if row.doubtful and now > row.created_at + KEY_LIFE:
        return OutboxState.UNCONFIRMED, "the retry key is too old to repeat"
    return None


def _refused(row: OutboxMessage) -> OutboxState:
    """How a message ends that may no longer go: an earlier try may have been taken by LINE."""
    return OutboxState.UNCONFIRMED if row.doubtful else OutboxState.CANCELLED


def send(client: LineClient, parcel: Parcel) -> Answer:
    """Calls LINE once; every outcome is a value."""
    if isinstance(parcel.to, list):
        return client.multicast(parcel.to, parcel.messages, retry_key=parcel.retry_key)
    if parcel.method == Method.REPLY:
        return client.reply(parcel.to, parcel.messages)
    return client.push(parcel.to, parcel.messages, retry_key=parcel.retry_key)


def record(session: Session, answers: Iterable[tuple[int, Answer]], *, now: datetime) -> None:
    """Writes down the outcomes of calls; a case is reached once LINE has accepted its link."""
    outcomes = dict(answers)
    rows = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.id.in_(outcomes),
            # Another state: somebody took it over and has written what became of it.
            OutboxMessage.state == OutboxState.SENDING,
        )
        .order_by(OutboxMessage.id)
        .with_for_update()
    ).all()
    reached, too_fast = [], set()
    for row in rows:
        answer = outcomes[row.id]
        if answer.outcome is Outcome.RATE_LIMITED:
            too_fast.add((row.agency_id, REPLIES if row.method == Method.REPLY else PUSHES))
        row.request_id = answer.request_id or row.request_id
        if row.method == Method.MULTICAST:
            _settle_multicast(session, row, answer, now=now)
        elif _settle(row, answer, now=now) is OutboxState.SENT and row.case_id is not None:
            reached.append(row.case_id)
    for agency_id, queue in sorted(too_fast):  # in the one order in which workers lock them
        rest(session, agency_id, queue, now=now)
    cases = session.scalars(select(SurveyCase).where(SurveyCase.id.in_(reached))).all()
    mark(session, cases, Figure.REACHED, now=now)


def _settle_multicast(
    session: Session, leader: OutboxMessage, answer: Answer, *, now: datetime
) -> None:
    """All share the outcome; but one bad address refuses the whole call, so each goes alone."""
    if answer.outcome is Outcome.REFUSED:
        multicast.split(session, leader, now=now, reason=f"{answer.outcome}: {answer.detail}")
        return
    _settle(leader, answer, now=now)
    multicast.follow(session, leader)


def _settle(row: OutboxMessage, answer: Answer, *, now: datetime) -> OutboxState:
    """Ends the row or leaves it for another try, as the table says; the state it is in then."""
    reason = f"{answer.outcome}{f': {answer.detail}' if answer.detail else ''}"
    verdict = WHAT_NOW[Method(row.method)][answer.outcome]
    if row.doubtful and (answer.outcome is Outcome.TOKEN_DEAD or verdict is OutboxState.FAILED):
        verdict = OutboxState.UNCONFIRMED  # LINE may have taken the earlier try: nobody knows
    row.doubtful = row.doubtful or answer.outcome in DOUBTFUL
    if isinstance(verdict, OutboxState):
        _end(row, verdict, now=now, reason=reason)
        return verdict
    row.state = OutboxState.WAITING
    row.due_at = now + timedelta(seconds=BACKOFF_S[min(row.tries, len(BACKOFF_S)) - 1])
    row.reason = reason
    return OutboxState.WAITING


def _end(row: OutboxMessage, state: OutboxState, *, now: datetime, reason: str) -> None:
    row.state, row.reason, row.ended_at = state, reason[:300], now
    row.reply_token = None
    if state not in (OutboxState.HELD, OutboxState.FAILED):
        row.messages = None
