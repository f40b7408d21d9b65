"""Another office's file from a template: it loads, bears its name, and confirms nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from campaigns.new_office import new_office_text
from campaigns.parse import parse_campaign
from tests.conftest import ROOT

TEMPLATE: dict[str, Any] = yaml.safe_load(
    (ROOT / "campaigns/bangsue-2570.yaml").read_text(encoding="utf-8")
)
THAI, ENGLISH = "สำนักงานเขตบางพลัด", "Bang Phlat District Office"


def agreed(node: Any, name: str = "") -> Any:
    """The same with everything confirmed, as an office has it in its season."""
    if isinstance(node, dict):
        return {key: agreed(each, str(key)) for key, each in node.items()}
    if isinstance(node, list):
        return [agreed(each) for each in node]
    return True if name == "confirmed" or name.endswith("_confirmed") else node


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    template = {
        **agreed(TEMPLATE),
        "wording": {"invite.title": {"th": "ของบางซื่อ", "en": "Bang Sue's"}},
        "links": {
            name: {"url": f"https://itas.nacc.go.th/go/{name.lower()}/real", "placeholder": False}
            for name in TEMPLATE["links"]
        },
        "line_signature": "accepted",
        "complaints": {**TEMPLATE["complaints"], "office": "โทร. 0 2586 9977"},
    }
    text = new_office_text(template, slug="bangphlat", name_th=THAI, name_en=ENGLISH)
    parsed, problems = parse_campaign(text)
    assert problems == []
    assert parsed is not None
    assert parsed.slug == "bangphlat-2570"
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def walk(node: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, node
    for key, each in node.items() if isinstance(node, dict) else ():
        yield from walk(each, str(key))
    for each in node if isinstance(node, list) else ():
        yield from walk(each)


def test_it_bears_the_office_s_name_and_the_template_s_nowhere(made: dict[str, Any]) -> None:
    assert made["agency"] == {"slug": "bangphlat", "name_th": THAI, "name_en": ENGLISH}
    said = yaml.safe_dump(made, allow_unicode=True)
    for old in ("บางซื่อ", "Bang Sue", "bangsue"):
        assert old not in said


def test_nothing_that_was_confirmed_for_another_is_confirmed(made: dict[str, Any]) -> None:
    confirmed = [(n, v) for n, v in walk(made) if n == "confirmed" or n.endswith("_confirmed")]
    assert confirmed
    assert not [name for name, value in confirmed if value is not False]
    assert made["line_signature"] == "unconfirmed"


def test_what_is_one_office_s_own_does_not_come_along(made: dict[str, Any]) -> None:
    assert all(link["placeholder"] for link in made["links"].values())
    assert not [link for link in made["links"].values() if "real" in link["url"]]
    assert made["complaints"].get("office") is None
    assert all(not unit.get("sites") for unit in made["units"])
    assert not made.get("wording")


def test_units_targets_days_and_plan_do(made: dict[str, Any]) -> None:
    for name in ("eit_floor", "iit_floor", "opens", "closes", "fiscal_year", "holidays"):
        assert str(made[name]) == str(TEMPLATE[name]), name
    assert [unit["code"] for unit in made["units"]] == [unit["code"] for unit in TEMPLATE["units"]]
    assert [unit.get("eit") for unit in made["units"]] == [
        unit.get("eit") for unit in TEMPLATE["units"]
    ]
