"""The coordinators' desk: one file a page, each behind the same guard (`visit.page`)."""

from bot.routes.desk import (
    door,
    lists,
    official,
    overview,
    people,
    qr,
    reports,
    rounds,
    unit,
    year,
)
from bot.routes.desk.visit import blueprint

__all__ = [
    "blueprint",
    "door",
    "lists",
    "official",
    "overview",
    "people",
    "qr",
    "reports",
    "rounds",
    "unit",
    "year",
]
