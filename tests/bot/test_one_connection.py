"""A request holds one connection at a time.

A process has a fixed number of them (docs/deploy.md): requests that each hold one and ask for
another would wait for each other until all give up.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from models.agency import Agency
from models.chat_link import Opens, make_link
from models.role import Role, RoleName
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, signed_in
from tests.bot.test_desk_queries import OFFICES, PAGES


@contextmanager
def most_held(stage: Stage) -> Iterator[list[int]]:
    """How many connections were out after each taking of one."""
    held: list[int] = []
    pool = stage.wired.database.engine.pool

    def taken(*_: object) -> None:
        held.append(pool.checkedout())  # type: ignore[attr-defined]  # a QueuePool's

    event.listen(pool, "checkout", taken)
    yield held
    event.remove(pool, "checkout", taken)


def test_the_desk_holds_one_also_when_it_knows_no_office_yet(stage: Stage) -> None:
    owner, central = signed_in(stage), signed_in(stage, RoleName.CENTRAL)
    for path in PAGES:
        client = central if path == OFFICES else owner
        stage.wired._known.clear()
        with most_held(stage) as held:
            assert get(client, path).status_code == 200, path
        assert set(held) == {1}, path


def test_what_strangers_and_line_ask_holds_one(stage: Stage) -> None:
    code, client = stage.point().code, stage.client()
    signed_in(stage)
    with stage.wired.database.transaction() as session:
        office, hat = session.query(Agency).one(), session.query(Role).one()
        paper = make_link(session, office, hat, Opens.REPORT, now=stage.at)
    paths = [
        f"/q/{code}",
        f"/q/{code}/survey",
        "/privacy",
        f"/paper/{paper}",
        "/readyz",
        "/metrics",
    ]
    for path in [*paths, f"/q/{code}/line"]:
        stage.wired._known.clear()
        with most_held(stage) as held:
            client.get(path)
        assert set(held) == {1}, path
    with most_held(stage) as held:
        assert client.post(f"/q/{code}/answered").status_code < 400
        assert stage.post({"events": []}) == 200
    assert set(held) == {1}
