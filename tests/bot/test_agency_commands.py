"""flask agency, and --agency: offices are added twice without harm, and named where several are."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from bot.cli import OF_ALL, agency, commands
from models import Base
from models.agency import Agency, find_agency
from models.line_channel import LineChannel
from tests.bot.conftest import Stage, event
from tests.conftest import ROOT
from tests.offices.asks import leaves
from tests.offices.rows import rows_of

NAMES = ["--name-th", "สำนักงานเขตบางพลัด", "--name-en", "Bang Phlat District Office"]
CHANNEL = ["--secret", "s" * 32, "--token", "t" * 40, "--basic-id", "@bangphlat"]

Run = Callable[..., Result]


@pytest.fixture
def flask(stage: Stage) -> Run:
    """A command, as a process of its own."""

    def run(*words: str, code: int = 0, **given: Any) -> Result:
        done = stage.app.test_cli_runner().invoke(args=list(words), **given)
        stage.wired.chosen = ""
        assert done.exit_code == code, done.output
        return done

    return run


@pytest.fixture
def add(flask: Run, tmp_path: Path) -> Run:
    """flask agency add bangphlat, its file in a folder of the test's."""

    def run(*words: str, **given: Any) -> Result:
        out = ["--out", str(tmp_path / "bangphlat.yaml")]
        return flask("agency", "add", "bangphlat", *NAMES, *out, *words, **given)

    return run


def offices(stage: Stage) -> list[str]:
    with stage.wired.database.reading() as session:
        return list(session.scalars(select(Agency.slug).order_by(Agency.id)))


def channel(stage: Stage, slug: str = "bangphlat") -> LineChannel | None:
    with stage.wired.database.reading() as session:
        office = find_agency(session, slug)
        assert office is not None
        return session.scalar(select(LineChannel).where(LineChannel.agency_id == office.id))


def test_an_office_is_added_with_its_campaign_and_its_channel(stage: Stage, add: Run) -> None:
    facts = json.loads(add(*CHANNEL, "--json").stdout)
    assert facts["agency"] == "bangphlat"
    assert facts["campaign"] == "bangphlat-2570"
    assert (facts["units"], facts["has_channel"]) == (12, True)
    assert facts["webhook_url"] == "https://outreach.example.go.th/callback/bangphlat"
    assert offices(stage) == ["bangsue", "bangphlat"]
    stored = channel(stage)
    assert stored is not None
    assert (stored.access_token, stored.basic_id) == ("t" * 40, "@bangphlat")


def test_a_second_time_changes_nothing(stage: Stage, add: Run) -> None:
    add(*CHANNEL)
    office = stage.wired.office("bangphlat")
    assert office is not None
    before = rows_of(stage, office.id)
    facts = json.loads(add(*CHANNEL, "--json").stdout)
    assert facts["changed"] == []
    assert rows_of(stage, office.id) == before


def test_what_comes_to_nothing_leaves_no_file(add: Run, tmp_path: Path) -> None:
    add("--secret", "s" * 32, "--token", "t" * 40, code=1)  # LINE does not tell the account
    assert not (tmp_path / "bangphlat.yaml").exists()


def test_a_name_does_not_yield_to_another_in_a_file_that_is_there(
    stage: Stage, add: Run, flask: Run, tmp_path: Path
) -> None:
    add("--no-channel")
    out = ["--out", str(tmp_path / "bangphlat.yaml"), "--no-channel"]
    told = flask("agency", "add", "bangphlat", "--name-th", "สำนักงานเขตอื่น", *out, code=1).output
    assert "สำนักงานเขตบางพลัด" in told
    flask("agency", "add", "bangphlat", *out)  # without names the file's stand


def test_a_new_token_takes_the_old_one_s_place(stage: Stage, add: Run, flask: Run) -> None:
    add(*CHANNEL)
    newer = ["--secret", "s" * 32, "--token", "n" * 40, "--basic-id", "@bangphlat"]
    assert "Stored" in flask("agency", "channel", "bangphlat", *newer).output
    assert "Nothing changed" in flask("agency", "channel", "bangphlat", *newer).output
    stored = channel(stage)
    assert stored is not None
    assert stored.access_token == "n" * 40


def test_without_its_channel_the_webhook_is_not_there_until_it_comes(
    stage: Stage, add: Run, flask: Run
) -> None:
    assert "no LINE channel yet" in add("--no-channel").output
    body, path = {"events": [event()]}, "/callback/bangphlat"
    assert stage.post(body, path=path, secret="s" * 32) == 404
    assert stage.post(body, path=path) == 404  # nor with the settings' secret
    flask("agency", "channel", "bangphlat", *CHANNEL)
    assert stage.post(body, path=path) == 400
    assert stage.post(body, path=path, secret="s" * 32) == 200


@pytest.mark.parametrize("given", [[], CHANNEL[:2], CHANNEL[2:4]], ids=["none", "secret", "token"])
def test_without_a_terminal_nothing_is_asked_for(
    stage: Stage, add: Run, flask: Run, given: list[str]
) -> None:
    assert "--no-channel" in add(*given, code=1).output
    assert offices(stage) == ["bangsue"]
    assert "--token" in flask("agency", "channel", "bangsue", *given, code=1).output


def test_at_a_terminal_the_secrets_are_asked_for_unseen(
    stage: Stage, add: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def prompt(words: str, **how: Any) -> str:
        asked.append(how)
        return f" {words} typed "

    monkeypatch.setattr(agency.click, "prompt", prompt)
    monkeypatch.setattr(agency, "sys", _Terminal)
    add("--basic-id", "@bangphlat")
    assert asked == [{"hide_input": True}] * 2
    stored = channel(stage)
    assert stored is not None
    assert stored.secret == "Channel secret typed"


class _Terminal:
    """A `sys` whose input somebody types."""

    class stdin:
        @staticmethod
        def isatty() -> bool:
            return True


def test_when_line_does_not_tell_the_account_it_is_to_be_given(stage: Stage, add: Run) -> None:
    assert "--basic-id" in add(*CHANNEL[:4], code=1).output
    assert offices(stage) == ["bangsue"]


def test_an_account_of_another_office_is_refused(stage: Stage, add: Run, flask: Run) -> None:
    flask("agency", "channel", "bangsue", *CHANNEL)
    assert "another office" in add(*CHANNEL, code=1).output
    assert channel(stage) is None


def test_a_file_of_another_slug_is_refused(stage: Stage, flask: Run) -> None:
    file = ["--file", str(ROOT / "campaigns/bangsue-2570.yaml"), "--no-channel"]
    assert "is of the office bangsue" in flask("agency", "add", "bangphlat", *file, code=1).output
    assert offices(stage) == ["bangsue"]


def test_a_new_office_needs_its_names(stage: Stage, flask: Run, tmp_path: Path) -> None:
    words = ["agency", "add", "x", "--no-channel", "--out", str(tmp_path / "x.yaml")]
    assert "--name-th" in flask(*words, code=1).output
    assert not (tmp_path / "x.yaml").exists()


def test_a_channel_of_an_office_that_is_not_there_is_refused(flask: Run) -> None:
    done = flask("agency", "channel", "nowhere", *CHANNEL, code=1)
    assert "no office nowhere" in done.output


def test_the_list_tells_who_has_a_channel_and_no_secret(stage: Stage, add: Run, flask: Run) -> None:
    add("--no-channel")
    shown = flask("agency", "list").output
    assert "no LINE channel yet" in shown
    flask("agency", "channel", "bangphlat", *CHANNEL)
    done = flask("agency", "list", "--json")
    rows = {row["agency"]: row for row in json.loads(done.stdout)}
    assert rows["bangphlat"]["line"] == "@bangphlat"
    assert (rows["bangsue"]["line"], rows["bangsue"]["default"]) == ("@bangsue", True)
    assert "t" * 40 not in done.output
    assert "s" * 32 not in done.output


def test_with_several_offices_a_command_asks_which(stage: Stage, add: Run, flask: Run) -> None:
    add("--no-channel")
    done = flask("status", code=1)
    assert "--agency" in done.output
    assert json.loads(flask("status", "--json", "--agency", "bangphlat").stdout)["campaign"] == (
        "bangphlat-2570"
    )
    assert json.loads(flask("status", "--json", "--agency", "bangsue").stdout)["campaign"] == (
        "bangsue-2570"
    )


def test_a_command_about_an_office_that_is_not_there_changes_nothing(
    stage: Stage, flask: Run
) -> None:
    office = stage.wired.office()
    assert office is not None
    before = rows_of(stage, office.id)
    for words in (["status"], ["role", "invite", "owner"], ["official", "set", "EIT", "5"]):
        assert "no office nowhere" in flask(*words, "--agency", "nowhere", code=1).output
    assert rows_of(stage, office.id) == before


def test_every_command_takes_the_office_or_is_of_all() -> None:
    commands()  # guarded, as the app has them
    for name, command in leaves().items():
        takes = [p for p in command.params if "--agency" in p.opts]
        of_all = name in OF_ALL or name.split()[0] in OF_ALL
        assert bool(takes) != of_all, name
        assert len(takes) <= 1, name


def test_no_table_holds_a_channel_s_secret_as_it_is(stage: Stage, add: Run) -> None:
    add(*CHANNEL)
    with stage.wired.database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.exec_driver_sql(f"select * from {table.name}"):
                assert "t" * 40 not in str(row).replace("\\x", "")
