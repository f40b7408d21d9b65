"""ปัญหา: events that could not be handled and messages that did not go, with another try."""

from collections.abc import Mapping

from flask import abort, redirect, request, url_for
from sqlalchemy import func, literal_column, select
from werkzeug import Response

from bot.routes.desk.allowance import TOPICS
from bot.routes.desk.visit import Visit, page
from handlers import replay
from handlers.scope import RECORDING
from models.audit import audit
from models.base import row_of
from models.outbox_message import TROUBLE, Method, OutboxMessage, OutboxState
from models.webhook_event import IS_FAILED, EventState, WebhookEvent
from outbound.outbox import hold_failed

MOST_SHOWN = 200

KINDS = {
    "message": ("ข้อความ", "message"),
    "postback": ("กดปุ่ม", "button"),
    "follow": ("เพิ่มเพื่อน", "added as a friend"),
    "unfollow": ("ปิดรับข้อความ", "blocked"),
}
METHODS: Mapping[str, tuple[str, str]] = {
    Method.REPLY: ("คำตอบ", "reply"),
    Method.PUSH: ("ส่งออก", "push"),
    Method.MULTICAST: ("ส่งออกเป็นกลุ่ม", "multicast"),
}
"""In words; what is not here is shown as it is kept."""


@page("/failures", may=RECORDING, menu=("ปัญหา", "Failures"))
def failures(visit: Visit) -> str:
    """By number, kind and reason: what anybody wrote or was told is not shown."""
    events = visit.session.scalars(
        select(WebhookEvent)
        .where(WebhookEvent.agency_id == visit.office.id, WebhookEvent.state == IS_FAILED)
        .order_by(WebhookEvent.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    messages = visit.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.agency_id == visit.office.id, OutboxMessage.state.in_(TROUBLE))
        .order_by(OutboxMessage.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    return visit.show(
        "failures.html",
        events=events,
        failed=[row for row in messages if row.state == OutboxState.FAILED],
        unconfirmed=[row for row in messages if row.state == OutboxState.UNCONFIRMED],
        held=visit.session.scalar(
            select(func.count()).where(
                OutboxMessage.agency_id == visit.office.id,
                OutboxMessage.state == literal_column("'held'"),
            )
        ),
        most=MOST_SHOWN,
        kind=lambda name: _named(visit, KINDS, name),
        topic=lambda name: _named(visit, TOPICS, name),
        method=lambda name: _named(visit, METHODS, name),
        said=request.args.get("said", ""),
    )


@page("/failures/events/<int:number>", may=RECORDING, methods=("POST",))
def try_event(visit: Visit, number: int) -> Response:
    """Opens the event again for the worker; a second press finds it no longer failed."""
    row = row_of(visit.session, WebhookEvent, visit.office.id, number, for_change=True)
    if row is None:
        abort(404)
    if row.state != EventState.FAILED:
        return redirect(url_for("desk.failures", said="gone"), 303)
    replay(visit.session, row, now=visit.now)
    audit(
        visit.session,
        visit.office.id,
        at=visit.now,
        actor=visit.actor,
        action="event replayed",
        event=row.id,
    )
    return redirect(url_for("desk.failures", said="again"), 303)


@page("/failures/messages/<int:number>", may=RECORDING, methods=("POST",))
def try_message(visit: Visit, number: int) -> Response:
    """Has the words said with the person's next message: free, and never a second push."""
    row = row_of(visit.session, OutboxMessage, visit.office.id, number)
    if row is None:
        abort(404)
    done = hold_failed(visit.session, row, actor=visit.actor, now=visit.now)
    return redirect(url_for("desk.failures", said="held" if done else "gone"), 303)


def _named(visit: Visit, names: Mapping[str, tuple[str, str]], name: str) -> str:
    return visit.w.pick(*names[name]) if name in names else name
