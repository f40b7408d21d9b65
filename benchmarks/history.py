"""A past: handled events, ended messages, looks at counters, people who answered.

Poured in by COPY on PostgreSQL and by prepared inserts on SQLite, past the product's own doors;
what counters say of it is counted by the product, so that a recount agrees.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import psycopg

from benchmarks.offices import NOW, OPENED, Office
from models.campaign import Instrument
from models.counting import Cell, Figure, Source, count
from models.sealed import Sealed
from models.session import Database

INVITED = datetime(2027, 1, 13, 3, tzinfo=UTC)
KEPT = timedelta(days=25)
"""What is younger is not purged yet: all of the history is, and all of it stays."""

HOUR = timedelta(hours=1)
DAYS = 25
AT_ONCE = 20_000


@dataclass(frozen=True)
class Pouring:
    """One office's share of rows; `salt` tells one pouring from another."""

    database: Database
    office: Office
    salt: int

    def past(self, rows: int) -> None:
        """So many rows of what is purged in the end: 40% events, 35% messages, 25% scans."""
        span = {"since": NOW - KEPT, "until": NOW - HOUR}
        self.events(rows * 40 // 100, **span)
        self.messages(rows * 35 // 100, **span)
        self.visits(rows * 25 // 100, **span)

    def events(self, rows: int, *, since: datetime, until: datetime) -> None:
        """Handled ones, without their words."""
        at = self._moments(since, until, rows)
        columns = "agency_id event_id kind occurred_at received_at due_at handled_at state tries"
        mine = self.office.id, self.salt
        self._pour(
            "webhook_event",
            columns,
            (
                (
                    mine[0],
                    f"p{mine[1]}-{n:012d}",
                    "message",
                    at(n),
                    at(n),
                    at(n),
                    at(n),
                    "handled",
                    0,
                )
                for n in range(rows)
            ),
        )

    def messages(self, rows: int, *, since: datetime, until: datetime) -> None:
        """Replies that LINE took, to the newest events there are."""
        at = self._moments(since, until, rows)
        last = self._row("max", "webhook_event") - rows
        columns = (
            "agency_id webhook_event_id method topic state tries doubtful "
            "created_at due_at first_try_at ended_at"
        )
        office = self.office.id
        self._pour(
            "outbox_message",
            columns,
            (
                (office, last + n + 1, "reply", "invitation", "sent", 1, False, *[at(n)] * 4)
                for n in range(rows)
            ),
        )

    def visits(self, rows: int, *, since: datetime, until: datetime) -> None:
        """Scans by devices spread over all that there could be; counted, as scans are."""
        at, device = self._moments(since, until, rows), self._spread(rows)
        office = self.office
        self._pour(
            "device_visit",
            "agency_id service_point_id device figure counted_at",
            ((office.id, office.at_point(n)[0], device(n), "scanned", at(n)) for n in range(rows)),
        )
        self._count(rows, [Figure.SCANNED], Source.WEB)

    def people(self, number: int, *, answered: bool) -> None:
        """People met in LINE: some answered, reminded or refused before; others agreed to be."""
        office = self.office
        first = self._people_rows(number)
        met = self._at(OPENED if answered else INVITED)
        mine, end = (office.id, office.campaign_id), met if answered else None
        self._pour(
            "survey_case",
            "agency_id campaign_id service_point_id unit_id instrument source respondent_id "
            "met_at reached_at reported_at",
            (
                (*mine, *office.at_point(n), "EIT", "line", first + n, met, met, end)
                for n in range(number)
            ),
        )
        figures = [Figure.JOINED, Figure.REACHED, *([Figure.REPORTED] * answered)]
        self._count(number, figures, Source.LINE)
        self._reminders(number) if answered else self._consents(number, first)

    def _people_rows(self, number: int) -> int:
        """Respondents with an address; the first one's row."""
        office, met = self.office, self._at(INVITED)
        before = self._row("max", "respondent")
        self._pour(
            "respondent",
            "agency_id language met_at friend_changed_at wrong_codes",
            ((office.id, "th", met, met, 0) for _ in range(number)),
        )
        first = self._row("min", "respondent", before)
        hashed, sealed = self._spread(number), Sealed().process_bind_param("U" + "0" * 32, None)
        self._pour(
            "channel_address",
            "agency_id respondent_id user_hash user_id",
            ((office.id, first + n, hashed(n), sealed) for n in range(number)),
        )
        return first

    def _consents(self, number: int, first: int) -> None:
        office, given = self.office, self._at(INVITED)
        self._pour(
            "consent",
            "agency_id respondent_id notice_version given_at",
            ((office.id, first + n, "1", given) for n in range(number)),
        )

    def _reminders(self, number: int) -> None:
        office, at, day = self.office, self._at(INVITED), INVITED.date().isoformat()
        last = self._row("max", "survey_case") - number
        ends = (("sent", "due", day), ("refused", "no_allowance", None))
        self._pour(
            "reminder",
            "agency_id campaign_id case_id step day state reason sent_on decided_at",
            (
                (office.id, office.campaign_id, last + n + 1, "after 5", day, *ends[n % 2], at)
                for n in range(number)
            ),
        )

    def _count(self, number: int, figures: Sequence[Figure], source: Source) -> None:
        """The same counters as if each had come by itself, over so many days and three hours."""
        office, amount = self.office, 0
        with self.database.transaction() as session:
            for slot in range(min(number, DAYS * len(office.points))):
                amount = len(range(slot, number, DAYS * len(office.points)))
                point, unit = office.at_point(slot)
                cell = Cell(office.id, office.campaign_id, unit, Instrument.EIT, point)
                at = OPENED + timedelta(days=slot // len(office.points), hours=slot % 3)
                for figure in figures:
                    count(session, cell, figure, source, at=at, amount=amount)

    def _spread(self, rows: int) -> Callable[[int], bytes]:
        """Sixteen bytes for each, evenly over all there are, as hashes lie."""
        step = 2**128 // max(rows, 1)
        return lambda number: ((number * step + self.salt) % 2**128).to_bytes(16, "big")

    def _moments(self, since: datetime, until: datetime, rows: int) -> Callable[[int], str]:
        """The moment of each row, evenly from first to last, as the engine takes them."""
        apart = (until - since) / 10_000
        made = [self._at(since + apart * number) for number in range(10_000)]
        return lambda number: made[number * 10_000 // max(rows, 1)]

    def _at(self, moment: datetime) -> str:
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f") + ("" if self.database.is_sqlite else "+00")

    def _row(self, which: str, table: str, after: int = 0) -> int:
        """The `min` or `max` row beyond one; numbers run on without a gap: nobody else writes."""
        asked = f"SELECT {which}(id) FROM {table} WHERE id > {after}"
        with self.database.reading() as session:
            return int(session.connection().exec_driver_sql(asked).scalar() or 0)

    def _pour(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        names = columns.split()
        into = f"{table} ({', '.join(names)})"
        if self.database.is_sqlite:
            _insert(self.database, into, len(names), iter(rows))
        else:
            _copy(self.database, into, rows)


def _insert(database: Database, into: str, width: int, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = sqlite3.connect(str(database.engine.url.database))
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -500000")
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * width)})"
    while some := list(islice(rows, AT_ONCE)):
        with connection:
            connection.executemany(statement, some)
    connection.close()


def _copy(database: Database, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what it refers to is there
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def settle_down(database: Database) -> None:
    """What PostgreSQL does by itself in a while: room and statistics; SQLite never does either."""
    if database.is_sqlite:
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
