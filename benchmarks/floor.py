"""The floor: a Flask app that only verifies and stores with SQLAlchemy, a commit a request."""

import base64
import hashlib
import hmac
import os
from typing import Any

from flask import Flask, abort, request
from sqlalchemy import Column as C
from sqlalchemy import Integer, LargeBinary, MetaData, String, Table, create_engine, event, insert

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
engine = create_engine(url, pool_size=32, connect_args={"timeout": 30} if "sqlite" in url else {})
events = Table(
    "floor_event",
    MetaData(),
    C("id", Integer, primary_key=True),
    C("event_id", String(80)),
    C("payload", LargeBinary),
)
if "sqlite" in url:

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")


app = Flask(__name__)


@app.post("/callback")
def callback() -> str:
    body = request.get_data()
    digest = hmac.digest(os.environ["LINE_CHANNEL_SECRET"].encode(), body, hashlib.sha256)
    if not hmac.compare_digest(
        base64.b64encode(digest).decode(), request.headers["X-Line-Signature"]
    ):
        abort(400)
    parsed = request.get_json()
    with engine.begin() as connection:
        for each in parsed["events"]:
            connection.execute(insert(events).values(event_id=each["webhookEventId"], payload=body))
    return "OK"
