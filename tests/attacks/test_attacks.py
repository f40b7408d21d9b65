"""Each attack of the table in its short form; `make attacks` runs the long one."""

import pytest

from tests.attacks.ground import Attack, make_ground
from tests.attacks.shapes import WEBHOOK_API
from tests.attacks.table import ATTACKS
from tests.line_openapi import spec_available

SEED = 2570


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_what_must_hold_holds(attack: Attack, database_url: str) -> None:
    if "schema" in attack.name and not spec_available(WEBHOOK_API):
        pytest.skip("LINE's webhook.yml is not in ../shared/line-openapi, beside the repository")
    ground = make_ground(database_url, SEED)
    ended = attack.run(ground, attack.short)
    ground.stage.wired.database.engine.dispose()
    assert sum(ended.values()) >= 1
