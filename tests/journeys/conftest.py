"""The product's own processes for every story, and a real browser for some."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.product import Product, staged, until

__all__ = ["CHROMIUM", "Product", "browser", "needs_chromium", "product", "running", "until"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium: install Debian's package chromium"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def product(database_url: str, tmp_path: Path) -> Iterator[Product]:
    """All processes up, this fiscal year's campaign loaded, nobody met yet."""
    with running(database_url, tmp_path) as made:
        yield made


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[Product]:
    """The product on that migrated database, its files in the folder."""
    with staged(database_url, folder) as made:
        made.flask("campaign", "load", "campaigns/bangsue-2570.yaml")
        made.start("web", "worker", "scheduler")
        yield made
