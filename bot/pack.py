"""The files of a QR pack: which there are, where each lies in the ZIP, and of which points."""

import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from models.service_point import PointKind, ServicePoint
from qr_assets.facts import Posters

ON_PAPER = ("poster-a4.pdf", "poster-a5.pdf", "tent.pdf", "stickers.pdf", "tally.pdf")
"""All points of a unit in one file."""

ON_SCREEN = ("screen.png", "square.png", "story.png")
"""A picture each."""

ABOUT = ("points.pdf", "placement.pdf")
"""One for the office."""

EVERYTHING = frozenset((*ON_PAPER, *ON_SCREEN, *ABOUT))


def pack_files(
    points: Sequence[ServicePoint],
    posters_of: Callable[[Sequence[ServicePoint]], Posters],
    wanted: Collection[str] = EVERYTHING,
) -> Iterator[tuple[str, str, Posters]]:
    """Each file's place in the ZIP, what it is, and what it is made of; points by their unit."""
    for what in ABOUT:
        if what in wanted:
            yield what, what, posters_of(points)
    for unit, some in groupby(points, lambda point: point.unit.code):
        mine = list(some)
        paper = [point for point in mine if point.kind != PointKind.ONLINE]
        for what in ON_PAPER if paper else ():
            if what in wanted:
                yield f"{unit}/{what}", what, posters_of(paper)
        for point in mine:
            for what in ON_SCREEN:
                if what in wanted:
                    yield f"{unit}/{point.code}-{what}", what, posters_of([point])


def zip_entry(name: str) -> zipfile.ZipInfo:
    """The same files make the same ZIP: no time of making in it."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
