"""The worst day, rehearsed: a backup made in the rush, every process killed, the database lost."""

import threading
from pathlib import Path

from sqlalchemy import func, select

from backup import put_back
from models.session import Database
from models.survey_case import SurveyCase
from tests.journeys.conftest import Product, until
from tests.journeys.test_processes import new_point


def test_after_the_database_is_lost_work_goes_on_and_nobody_hears_anything_twice(
    product: Product, database: Database, tmp_path: Path
) -> None:
    code = new_point(product)
    first = [product.person(f"คน {number}") for number in range(10)]
    for person in first:
        assert product.line.webhooks.say(person, code) == 200
    until(lambda: all(product.heard(person) for person in first), "the first are answered")
    rush = [product.person(f"อีกคน {number}") for number in range(30)]

    def write() -> None:
        for person in rush:
            product.line.webhooks.say(person, code)

    writing = threading.Thread(target=write)
    writing.start()
    product.flask("backup", str(tmp_path / "b"))
    writing.join(timeout=60)
    until(lambda: all(product.heard(person) for person in rush), "everybody is answered")
    for name in list(product.processes):
        product.kill(name)
    with database.storing() as connection:
        put_back.clear(connection)

    product.flask("restore", str(tmp_path / "b"))
    product.flask("recount")  # whatever moment the backup saw, its figures are its facts'
    with database.reading() as session:
        met = session.scalar(select(func.count(SurveyCase.id))) or 0
    assert len(first) <= met <= len(first) + len(rush)
    product.start("web", "worker", "scheduler")
    until(lambda: product._answers("/readyz"), "everything is ready")
    until(lambda: product.flask("events", "failed").startswith("ไม่มี"), "nothing failed")
    assert [len(product.heard(person)) for person in first + rush] == [1] * 40
    for person in (first[0], rush[-1]):  # known or not any more, who writes is answered
        assert product.line.webhooks.say(person, code) == 200
        until(lambda person=person: len(product.heard(person)) == 2, "an answer came")
    product.flask("recount")
