"""Papers set by a child process, which takes its memory and its crashes along when it ends.

The web process stays as small as it was: what sets pages weighs a third of all the rest.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from paper.facts import CardSheet, Memo, NameList, Sheet
from paper.report_facts import Certificate, ChartPicture, ClosingReport, ProgressReport
from qr_assets.facts import Letters, Posters
from reports.tables import Table

Facts = (
    CardSheet
    | Sheet
    | Memo
    | NameList
    | Posters
    | Letters
    | ProgressReport
    | ClosingReport
    | Certificate
    | ChartPicture
    | Table
    | list[Table]
)


def make_apart(name: str, facts: Facts) -> bytes:
    """The paper of that file name; raises what went wrong in the child."""
    return next(make_many([(name, facts)]))


def make_many(papers: Sequence[tuple[str, Facts]]) -> Iterator[bytes]:
    """Many papers in their order, as each is ready, by as many children as there are processors."""
    children = min(len(papers), os.cpu_count() or 1)
    with ProcessPoolExecutor(children, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_make, *zip(*papers, strict=True))


def _make(name: str, facts: Facts) -> bytes:
    made: bytes = import_module("bot.press").PAPERS[name](facts)
    return made
