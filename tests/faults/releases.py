"""The previous release: the code as it stood before the newest migration, from git's history."""

import io
import subprocess
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conftest import ROOT
from tests.faults.databases import NotHere
from tests.product import free_port, until

if TYPE_CHECKING:
    from tests.faults.world import World

VERSIONS = "migrations/versions"


@contextmanager
def previous_release() -> Iterator[Path]:
    """A folder with that code. Raises NotHere without the history to take it from."""
    newest = max(path.name for path in (ROOT / VERSIONS).glob("[0-9]*.py"))
    added = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", f"{VERSIONS}/{newest}")
    if not added.strip():
        raise NotHere("no git history to take the previous release from")
    code = _git("archive", "--format=tar", f"{added.decode().strip()}^")
    with tempfile.TemporaryDirectory(prefix="outreach-previous-") as name:
        with tarfile.open(fileobj=io.BytesIO(code)) as archive:
            archive.extractall(name, filter="data")
        yield Path(name)


def _git(*words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHere("no git history to take the previous release from") from error


def two_releases(world: "World", dose: Any) -> int:
    """The world began with the previous release; ours comes beside it and then takes over."""
    product, part = world.product, dose.seconds / 3
    time.sleep(part)
    product.flask("migrate")
    time.sleep(part)
    port = free_port()
    beside = f"http://127.0.0.1:{port}"
    for name in ("web", "worker", "scheduler"):
        product.launch(f"{name} 2", PORT=str(port))
    until(lambda: _answers(f"{beside}/healthz"), "our web answers beside the old", 120)
    world.habits.addresses.append(f"{beside}/callback")
    time.sleep(part)
    _ours_takes_over(world)
    return 1


def _ours_takes_over(world: "World") -> None:
    """The old one is stopped in good order; what ran beside it runs on in its place."""
    product = world.product
    for name in ("web", "worker", "scheduler"):
        product.kill(name, 15)
    world.release = ROOT
    product.start("web", "worker", "scheduler")
    del world.habits.addresses[1:]
    for name in ("web 2", "worker 2", "scheduler 2"):
        product.kill(name, 15)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
