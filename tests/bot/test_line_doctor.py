"""The doctor asks LINE to call us, and says what stands in the way; menus that are missing too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.line import _webhook_test
from bot.cli.line_menus import wanted_menus
from outbound.line_client import LineClient
from outbound.menu_setup import make_menus, on_line
from simulator.server import Running, start


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Running]:
    running = start(
        webhook="http://127.0.0.1:9/callback", world=tmp_path / "w.json", clock=tmp_path / "clock"
    )
    yield running
    running.stop()


@pytest.fixture
def client(line: Running) -> LineClient:
    return LineClient(base_url=line.url, access_token="simulator-token")


def test_a_webhook_nobody_answers_is_told_with_line_s_reason(client: LineClient) -> None:
    (problem,) = _webhook_test(client, "http://127.0.0.1:9/callback")
    assert "LINE cannot reach http://127.0.0.1:9/callback" in problem
    assert "REQUEST_TIMEOUT" in problem or "ERROR" in problem


def test_menus_are_missed_until_they_are_made_and_named_by_their_looks(client: LineClient) -> None:
    wanted = wanted_menus()
    have = on_line(client)
    assert have is not None
    assert have.missing(wanted) == [each.menu.alias for each in wanted]
    list(make_menus(client, wanted, have))
    have = on_line(client)
    assert have is not None
    assert have.missing(wanted) == []
    assert [each.name for each in wanted_menus()] == [each.name for each in wanted]
