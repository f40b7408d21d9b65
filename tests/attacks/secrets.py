"""Secrets: in no answer, log, error, repr, metric, nor in clear in the database's own bytes."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.dialects import sqlite

from models import Base
from models.sealed import Sealed
from models.webhook_event import WebhookEvent
from settings import Settings, SettingsProblem
from tests.attacks import hostile
from tests.attacks.ground import Attack, Ground
from tests.bot.conftest import SECRET, event
from tests.bot.test_desk import link
from tests.conftest import KEYS

TOKEN = "a channel token"
MARK = "ความลับของมานะ"
"""Words a person wrote; after handling they are nowhere."""

FIRST_CITIZEN = 900


def secrets(ground: Ground, cases: int) -> Counter[str]:
    """People write, links and keys are made, faults provoked; then everything is searched."""
    stage, out, ended = ground.stage, io.StringIO(), Counter[str]()
    told, hidden = list[str](), [SECRET, TOKEN, *KEYS]
    with redirect_stdout(out), redirect_stderr(out):
        for number in range(cases):
            person = FIRST_CITIZEN + number
            words = {"type": "text", "id": "1", "quoteToken": "q", "text": f"{MARK} {number}"}
            good = event(person, message=words, webhookEventId=f"01SECRET{number:018d}")
            stage.post({"events": [good]})
            hidden += [f"U{person:032x}", f"token-{person}", link(stage)]
            told += _answers(ground)
            stage.later(hours=1)
        ground.handle()
        _assert_words_gone(ground)
        invited = stage.app.test_cli_runner().invoke(args=["role", "invite", "viewer", "--json"])
        hidden.append(json.loads(invited.stdout)["code"][4:])
    told += [repr(stage.wired.settings), repr(stage.wired.database), repr(stage.wired)]
    told += [out.getvalue(), *_broken_settings()]
    for secret in (*hidden, MARK):
        assert not [text for text in told if secret in text], secret[:12]
    for secret in (*hidden, MARK):
        for place, raw in _raw(ground):
            assert secret.encode() not in raw, (place, secret[:12])
            ended["looked for in a column or file"] += 1
    return ended


def _assert_words_gone(ground: Ground) -> None:
    """What was handled is not kept even sealed."""
    with ground.stage.wired.database.reading() as session:
        kept = select(func.count()).where(WebhookEvent.payload.is_not(None))
        assert session.scalar(kept) == 0


def _answers(ground: Ground) -> list[str]:
    client, word = ground.stage.client(), hostile.word(ground.chance)
    given = [
        client.get("/metrics"),
        client.get("/readyz"),
        client.get("/privacy"),
        client.get("/desk/"),
        client.post("/callback", data=b"{}", headers={"X-Line-Signature": "x"}),
        client.post("/callback", data=word.encode("utf-8", "replace")),
        client.get("/paper/none"),
        client.get(f"/q/{ground.codes['card']}"),
    ]
    return [answer.text for answer in given]


def _broken_settings() -> Iterator[str]:
    """What a start that is refused says, with every secret given."""
    good = {
        "_env_file": None,
        "secret_key": ",".join(KEYS),
        "line_channel_secret": SECRET,
        "line_channel_access_token": TOKEN,
    }
    for wrong in ({"port": "x"}, {"simulator": "1"}, {"database_url": "ftp://x"}):
        try:
            Settings.load(**good, **wrong)
        except SettingsProblem as problem:
            yield f"{problem} {problem!r}"
        else:
            raise AssertionError(wrong)


def _raw(ground: Ground) -> Iterator[tuple[str, bytes]]:
    """Every sealed or hashed column as it is stored; on SQLite the file and its journal, too."""
    engine = ground.stage.wired.database.engine
    path = engine.url.database or ""
    if engine.dialect.name == sqlite.dialect.name:
        for each in Path(path).parent.glob(f"{Path(path).name}*"):
            yield each.name, each.read_bytes()
        return
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            words = connection.exec_driver_sql(
                f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table.name} t"
            ).scalar_one()
            yield table.name, str(words).encode()
            for column in table.columns:
                if isinstance(column.type, LargeBinary | Sealed):
                    query = (
                        f"SELECT {column.name} FROM {table.name} WHERE {column.name} IS NOT NULL"
                    )
                    values = connection.exec_driver_sql(query).scalars()
                    yield f"{table.name}.{column.name}", b" ".join(bytes(v) for v in values)


ATTACKS = [
    Attack(
        "secrets: looked for everywhere",
        "people write, links and a key are made, faults provoked; then answers, log, reprs, "
        "settings' errors and the database's raw bytes are searched",
        "no channel secret or token, key, LINE id, reply token, link or written word in clear",
        25,
        500,
        secrets,
    ),
]
