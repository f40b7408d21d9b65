"""flask events: what LINE told us and could not be handled."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from bot.cli.output import as_json, give_up, say, the_office
from bot.wiring import wiring
from handlers import replay
from models.base import row_of
from models.webhook_event import IS_FAILED, EventState, WebhookEvent

group = AppGroup("events", help="Webhook events.")


@group.command("failed")
@as_json
def failed(as_json: bool) -> None:
    """Lists the events kept as failed, with the kind of error; never what a person wrote."""
    office = the_office()
    with wiring().database.reading() as session:
        rows = [
            {"id": row.id, "kind": row.kind, "at": row.received_at.isoformat(), "why": row.reason}
            for row in session.scalars(
                select(WebhookEvent)
                .where(WebhookEvent.state == IS_FAILED, WebhookEvent.agency_id == office.id)
                .order_by(WebhookEvent.id)
            )
        ]
    words = "\n".join(f"{row['id']}  {row['kind']}  {row['at']}  {row['why']}" for row in rows)
    say(words or "ไม่มี · None.", rows, as_json=as_json)


@group.command("replay")
@click.argument("event_id", metavar="ID", type=int)
def replay_one(event_id: int) -> None:
    """Opens a failed event again for the worker."""
    wired = wiring()
    with wired.database.transaction() as session:
        row = row_of(session, WebhookEvent, the_office().id, event_id, for_change=True)
        if row is None or row.state != EventState.FAILED:
            give_up(
                f"ไม่มีเหตุการณ์ที่ล้มเหลวหมายเลข {event_id}",
                f"No failed event {event_id}: see `flask events failed`.",
            )
        if row.payload is None:
            give_up(
                f"ข้อความของเหตุการณ์ {event_id} ลบไปแล้ว ทำใหม่ไม่ได้",
                f"What event {event_id} said was dropped: it cannot be replayed any more.",
            )
        replay(session, row, now=wired.now())
    click.echo(f"ส่งเหตุการณ์ {event_id} ให้ทำใหม่แล้ว · Event {event_id} is queued again.")
