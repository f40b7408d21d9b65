"""An office with this fiscal year's campaign, for rosters to be loaded into."""

import pytest

from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.session import Database
from tests.conftest import ROOT
from tests.factories import NOW


@pytest.fixture
def office(database: Database) -> Database:
    parsed, problems = parse_campaign(
        (ROOT / "campaigns/bangsue-2570.yaml").read_text(encoding="utf-8")
    )
    assert parsed is not None, problems
    with database.transaction() as session:
        load_campaign(session, parsed, now=NOW)
    return database
