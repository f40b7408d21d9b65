"""Opening the office: tables, campaign, counters, keys; by our code or an older release."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Agency, units_of
from models.campaign import Campaign
from models.role import RoleName, invite_to_role
from models.session import Database
from tests.conftest import ROOT, migrate
from tests.factories import make_point
from tests.product import Product

UNITS = ("works", "environment", "revenue", "city_law")
CAMPAIGN = "campaigns/bangsue-2570.yaml"


@dataclass(frozen=True)
class Codes:
    """What can be scanned, and the keys of the coordinator and the owner."""

    points: list[str]
    coordinator: str
    owner: str


def open_office(database: Database, *, now: datetime) -> Codes:
    """By our own code: six commands would take longer than a fault."""
    migrate(database)
    file, problems = parse_campaign((ROOT / CAMPAIGN).read_text(encoding="utf-8"))
    assert file is not None, problems
    with database.transaction() as session:
        load_campaign(session, file, now=now)
    with database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        agency = session.get_one(Agency, campaign.agency_id)
        units = {unit.code: unit for unit in units_of(session, agency.id)}
        points = [make_point(session, campaign, units[code]).code for code in UNITS]
        keys = [
            invite_to_role(
                session,
                agency,
                role,
                unit=units.get(code),
                calendar=campaign.calendar,
                actor="the office",
                now=now,
            )[0]
            for role, code in ((RoleName.COORDINATOR, "works"), (RoleName.OWNER, ""))
        ]
    return Codes(points, *keys)


def open_by_commands(product: Product, release: Path) -> Codes:
    """By an older release's commands, which know its tables."""

    def made(words: list[str]) -> Any:
        return json.loads(product.flask(*words, "--json", release=release))

    product.flask("migrate", release=release)
    product.flask("campaign", "load", CAMPAIGN, release=release)
    invite = ["role", "invite"]
    with ThreadPoolExecutor() as pool:  # a command takes seconds to start
        point, coordinator, owner = pool.map(
            made,
            [
                ["qr", "make", "--unit", "works", "--label", "1"],
                [*invite, "coordinator", "--unit", "works"],
                [*invite, "owner"],
            ],
        )
    return Codes([point[0]["code"]], coordinator["code"], owner["code"])
