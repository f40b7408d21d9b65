"""PgBouncer in front of a PostgreSQL, as strict as it can be set: every transaction of a client
may be another server's, and nothing of the one before is left there.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

from tests.product import free_port, until

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
SERVERS = 4
"""Connections to PostgreSQL for everybody together."""

SETTINGS = """[databases]
outreach = host={host} port={port} dbname={database} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 500
server_reset_query = DISCARD ALL
server_reset_query_always = 1
server_round_robin = 1
"""


@contextmanager
def pooled(url: str, folder: Path) -> Iterator[str]:
    """The same database's address through a pooler of its own."""
    server, listen = make_url(url), free_port()
    words = SETTINGS.format(
        host=server.query.get("host", server.host),
        port=server.port or 5432,
        database=server.database,
        user=server.username,
        listen=listen,
        servers=SERVERS,
    )
    assert PROGRAM is not None
    path = folder / "pgbouncer.ini"
    path.write_text(words)
    # It refuses to be root, and PostgreSQL's socket may be its owner's alone.
    host = str(server.query.get("host", ""))
    owner = Path(host).owner() if host.startswith("/") else "nobody"
    somebody = ["-u", owner] if os.geteuid() == 0 else []
    with open(folder / "pgbouncer.log", "ab") as log:
        process = subprocess.Popen([PROGRAM, *somebody, str(path)], stdout=log, stderr=log)
    try:
        until(lambda: answers(listen), "the pooler answers")
        yield f"postgresql://{server.username}@127.0.0.1:{listen}/outreach"
    finally:
        process.kill()
        process.wait(timeout=30)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
