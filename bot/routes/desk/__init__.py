"""The coordinators' desk: one file a page, each behind the same guard (`visit.page`)."""

from bot.routes.desk import door, lists, overview, qr, reports, rounds, unit
from bot.routes.desk.visit import blueprint

__all__ = ["blueprint", "door", "lists", "overview", "qr", "reports", "rounds", "unit"]
