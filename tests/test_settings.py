"""A missing or contradictory setting stops the start, with one sentence a problem."""

from typing import Any

import pytest

from settings import LINE_API, Settings, SettingsProblem

REAL: dict[str, Any] = {
    "_env_file": None,
    "database_url": "postgresql://x/y",
    "secret_key": "k" * 40,
    "public_base_url": "https://outreach.example.go.th",
    "line_channel_secret": "a" * 32,
    "line_channel_access_token": "b" * 100,
    "line_basic_id": "@office",
}


def test_a_complete_real_channel_starts() -> None:
    settings = Settings.load(**REAL)
    settings.needed_to_serve()
    assert settings.talks_to_line
    assert settings.line_api_base == LINE_API


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param({"secret_key": ""}, "SECRET_KEY", id="no key"),
        pytest.param({"secret_key": "short"}, "SECRET_KEY", id="a short key for real people"),
        pytest.param({"database_url": "mysql://x"}, "DATABASE_URL", id="another database"),
        pytest.param({"public_base_url": "http://x"}, "PUBLIC_BASE_URL", id="http with real LINE"),
        pytest.param({"public_base_url": "x.go.th"}, "PUBLIC_BASE_URL", id="no web address"),
        pytest.param({"clock_offset": 60}, "CLOCK_OFFSET", id="a moved clock with real LINE"),
        pytest.param({"simulator": True}, "SIMULATOR", id="simulator beside a real channel"),
        pytest.param({"port": "eighty"}, "PORT", id="a port that is no number"),
        pytest.param({"port": 70000}, "PORT", id="a port that is none"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsProblem) as caught:
        Settings.load(**{**REAL, **change})
    assert any(named in problem for problem in caught.value.problems)


def test_every_problem_is_told_at_once_and_no_secret_with_them() -> None:
    wrong = {**REAL, "database_url": "mysql://x", "simulator": True, "clock_offset": 9}
    with pytest.raises(SettingsProblem) as caught:
        Settings.load(**wrong)
    assert len(caught.value.problems) >= 2
    assert REAL["line_channel_secret"] not in str(caught.value)


def test_serving_without_a_channel_names_what_is_missing() -> None:
    settings = Settings.load(**{**REAL, "line_channel_secret": "", "line_basic_id": ""})
    with pytest.raises(SettingsProblem) as caught:
        settings.needed_to_serve()
    assert len(caught.value.problems) == 2


def test_secrets_are_not_in_the_repr() -> None:
    shown = repr(Settings.load(**REAL))
    for name in ("secret_key", "line_channel_secret", "line_channel_access_token"):
        assert REAL[name] not in shown


def test_the_simulator_needs_no_channel_of_its_own() -> None:
    settings = Settings.load(_env_file=None, simulator=True, secret_key="k" * 40)
    settings.needed_to_serve()
    assert not settings.talks_to_line


def test_what_is_not_set_has_its_default() -> None:
    settings = Settings.load(_env_file=None, simulator=True, secret_key="k" * 40)
    assert settings.port == 8000
    assert settings.database_url.startswith("sqlite:///")
    assert settings.database_url.endswith("/var/outreach.db")


NO_CHANNEL = dict.fromkeys(
    ("line_channel_secret", "line_channel_access_token", "line_basic_id"), ""
)


def test_no_channel_is_needed_when_an_office_has_its_own_stored() -> None:
    Settings.load(**{**REAL, **NO_CHANNEL}).needed_to_serve(lambda: True)
    with pytest.raises(SettingsProblem) as caught:
        Settings.load(**{**REAL, **NO_CHANNEL}).needed_to_serve(lambda: False)
    assert len(caught.value.problems) == 3


def test_half_a_channel_is_a_mistake_whatever_is_stored() -> None:
    with pytest.raises(SettingsProblem) as caught:
        Settings.load(**{**REAL, "line_channel_secret": ""}).needed_to_serve(lambda: True)
    assert ["LINE_CHANNEL_SECRET" in problem for problem in caught.value.problems] == [True]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param({"secret_key": "short"}, "SECRET_KEY", id="a short key"),
        pytest.param({"public_base_url": "http://x"}, "PUBLIC_BASE_URL", id="http"),
    ],
)
def test_a_stored_channel_asks_of_the_settings_what_one_of_theirs_does(
    change: dict[str, Any], named: str
) -> None:
    settings = Settings.load(**{**REAL, **NO_CHANNEL, **change})
    with pytest.raises(SettingsProblem) as caught:
        settings.needed_to_serve(lambda: True)
    assert [named in problem for problem in caught.value.problems] == [True]
    rehearsed = {**REAL, **NO_CHANNEL, **change, "line_api_base": "http://127.0.0.1:1"}
    Settings.load(**rehearsed).needed_to_serve(lambda: True)
