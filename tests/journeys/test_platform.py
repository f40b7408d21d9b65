"""Recipe 2 of docs/deploy.md: the Procfile and nothing but the settings of design.md §2."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from settings import Settings
from simulator.server import Running, start
from tests.conftest import ROOT
from tests.deploy_page import blocks
from tests.hosts import LEFT_BEHIND
from tests.product import BIN, COMMANDS, Product, free_port, until

A_MACHINES_OWN = {"PATH", "HOME"}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Running]:
    secrets = {"secret": "a channel's secret", "token": "a channel's token", "basic_id": "@office"}
    running = start(webhook="", world=tmp_path / "world.json", clock=tmp_path / "clock", **secrets)
    yield running
    running.stop()


@pytest.fixture
def platform(postgres_url: str, line: Running, tmp_path: Path) -> Iterator[Product]:
    """A working copy and an environment as a platform gives it, on an empty database."""
    home = tmp_path / "app"
    shutil.copytree(ROOT, home, ignore=LEFT_BEHIND)
    port = free_port()
    with empty_database(postgres_url) as address:
        env = {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            "DATABASE_URL": address.replace("postgresql://", "postgres://"),
            "SECRET_KEY": "forty-eight random characters as the page says",
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
            "LINE_API_BASE": line.url,
            "LINE_CHANNEL_SECRET": "a channel's secret",
            "LINE_CHANNEL_ACCESS_TOKEN": "a channel's token",
            "LINE_BASIC_ID": "@office",
            "AGENCY": "bangsue",
            "PORT": str(port),
        }
        made = Product(env=env, line=line, world=home)
        yield made
        for name in list(made.processes):
            made.kill(name)


@contextmanager
def empty_database(url: str) -> Iterator[str]:
    """Beside the tests' own, without a table."""
    name = f"outreach_platform_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_environment_is_the_contracts(platform: Product) -> None:
    assert {name.lower() for name in set(platform.env) - A_MACHINES_OWN} <= set(
        Settings.model_fields
    )


def test_the_platform_releases_starts_and_answers(platform: Product) -> None:
    def shell(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=platform.world,
            env=platform.env,
            capture_output=True,
            text=True,
            check=False,
        )

    released = subprocess.run(
        COMMANDS["release"], cwd=platform.world, env=platform.env, check=False, capture_output=True
    )
    assert released.returncode == 0, released.stderr
    platform.start("web", "worker", "scheduler", release=platform.world)
    first_time, nightly = blocks("platform")
    until(lambda: platform._answers("/readyz"), "everything is ready", 60)
    for command in [*first_time.splitlines(), *nightly.splitlines()]:
        done = shell(command)
        # the doctor's 1 says what this rehearsal lacks: real links, a backup
        assert done.returncode == 0 or "doctor" in command, f"{command}: {done.stderr}"
    point = json.loads(shell("flask qr make --unit works --label 1 --json").stdout)
    hook, person = platform.line.webhooks, platform.person("มาลี")
    hook.address = f"{platform.web}/callback/bangsue"
    assert hook.say(person, point[0]["code"]) == 200
    until(lambda: platform.heard(person), "the answer came")
    assert not list((platform.world / "var").glob("*.db"))  # nothing is kept on its disk
