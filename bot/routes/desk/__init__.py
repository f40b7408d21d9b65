"""The coordinators' desk: one file a page, each behind the same guard (`visit.page`)."""

from bot.routes.desk import (
    allowance,
    audit,
    door,
    failures,
    holidays,
    lists,
    offices,
    official,
    overview,
    people,
    qr,
    reports,
    rounds,
    settings,
    unit,
    year,
)
from bot.routes.desk.visit import blueprint

__all__ = [
    "allowance",
    "audit",
    "blueprint",
    "door",
    "failures",
    "holidays",
    "lists",
    "offices",
    "official",
    "overview",
    "people",
    "qr",
    "reports",
    "rounds",
    "settings",
    "unit",
    "year",
]
