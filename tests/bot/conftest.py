"""A wired app on a migrated database with a campaign loaded, at a time of our choosing."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.cli import create_app
from bot.wiring import Wiring
from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Unit
from models.service_point import PointKind, ServicePoint
from settings import Settings
from tests.conftest import KEYS, ROOT
from tests.factories import NOW, campaign_in, make_point

SECRET = "a channel secret"


@dataclass
class Stage:
    """The app, and a clock that tests move."""

    app: Flask
    at: datetime = NOW
    posted: int = field(default=0)

    @property
    def wired(self) -> Wiring:
        wired: Wiring = self.app.extensions["wiring"]
        return wired

    def client(self) -> FlaskClient:
        """A browser of its own, with its own cookies."""
        return self.app.test_client()

    def later(self, **span: int) -> None:
        self.at += timedelta(**span)

    def point(
        self, unit: str = "works", kind: PointKind = PointKind.COUNTER, slug: str = "", **given: Any
    ) -> ServicePoint:
        """A new service point of that unit; of the only office there is, or of the one named."""
        with self.wired.database.transaction() as session:
            campaign = campaign_in(session, slug)
            row = session.query(Unit).filter_by(code=unit, agency_id=campaign.agency_id).one()
            return make_point(session, campaign, row, kind=kind, **given)

    def post(
        self,
        body: Any,
        *,
        signature: str | None = None,
        path: str = "/callback",
        secret: str = SECRET,
    ) -> int:
        """Posts a webhook body (bytes as they are, anything else as JSON); the status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Line-Signature": sign(raw, secret) if signature is None else signature}
        return self.client().post(path, data=raw, headers=headers).status_code


def sign(raw: bytes, secret: str = SECRET) -> str:
    """LINE's signature: base64 of HMAC-SHA256 over the raw bytes."""
    return base64.b64encode(hmac.digest(secret.encode(), raw, hashlib.sha256)).decode()


def event(number: int = 1, **given: Any) -> dict[str, Any]:
    """A text message event as LINE sends it."""
    made = {
        "type": "message",
        "mode": "active",
        "timestamp": int(NOW.timestamp() * 1000),
        "source": {"type": "user", "userId": f"U{number:032x}"},
        "webhookEventId": f"01HEVENT{number:018d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"token-{number}",
        "message": {"type": "text", "id": str(number), "quoteToken": "q", "text": "สวัสดี"},
    }
    return {**made, **given}


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """The product on an empty database with this fiscal year's campaign."""
    made = make_stage(database_url)
    yield made
    made.wired.database.engine.dispose()


def make_stage(database_url: str, **given: Any) -> Stage:
    """The same with other settings."""
    settings = Settings.load(
        **{
            "_env_file": None,
            "database_url": database_url,
            "secret_key": ",".join(KEYS),
            "public_base_url": "https://outreach.example.go.th",
            "line_api_base": "http://127.0.0.1:1",
            "line_channel_secret": SECRET,
            "line_channel_access_token": "a channel token",
            "line_basic_id": "@bangsue",
            **given,
        }
    )
    made = Stage(create_app(settings))
    made.wired.now = lambda: made.at
    with made.wired.database.transaction() as session:
        file, problems = parse_campaign((ROOT / "campaigns/bangsue-2570.yaml").read_text())
        assert file is not None, problems
        load_campaign(session, file, now=NOW)
    return made
