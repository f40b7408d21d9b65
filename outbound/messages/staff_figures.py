"""IIT's own notes under a status card: roster, evidence, groups, the campaign's floor.

What is not progress against a target is told from five people upwards (domain.md §9.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outbound.messages.evidence import few, group_line
from outbound.messages.figures import CellLine
from outbound.messages.wording import Wording
from rules.thai_dates import thai_date


@dataclass(frozen=True)
class StaffFigures:
    """The staff of one unit, or of all units seen, in people; `line_signature` the campaign's."""

    on_roster: int | None
    eligible: int | None
    target: int | None
    reached: int
    acknowledged: int
    signed: int
    line_signature: str


def notes(
    w: Wording,
    figures: StaffFigures,
    *,
    cells: Sequence[CellLine],
    own_goal: int | None,
    floor: int | None,
    next_sheet: tuple[int, date] | None,
) -> list[str]:
    """Sentences; `cells` of one unit, `floor` where targets fall short of the office's."""
    told = []
    if figures.eligible is not None:
        told.append(
            w(
                "iit_unit.roster",
                on_roster=figures.on_roster,
                eligible=figures.eligible,
                target="-" if figures.target is None else figures.target,
            )
        )
    told.append(
        w(
            "iit_unit.evidence",
            reached=_shown(w, figures.reached),
            acknowledged=_acknowledged(w, figures),
            signed=figures.signed,
        )
    )
    told += [group_line(w, cell) for cell in cells]
    if own_goal is not None and figures.target is not None:
        told.append(w("iit_unit.own_goal", goal=own_goal, target=figures.target))
    if floor is not None and figures.target is not None and figures.target < floor:
        short = floor - figures.target
        told.append(w("iit_unit.floor", target=figures.target, floor=floor, short=short))
    if figures.line_signature == "unconfirmed":
        told.append(w("iit_unit.line_unconfirmed"))
    if next_sheet is not None:
        occasion, due = next_sheet
        told.append(w("iit_unit.next", occasion=occasion, due=thai_date(due, w.language)))
    return told


def _shown(w: Wording, people: int) -> str:
    return few(w, people) if people else "0"


def _acknowledged(w: Wording, figures: StaffFigures) -> str:
    """Part of the target where LINE is accepted, and then always told."""
    if figures.line_signature == "accepted":
        return str(figures.acknowledged)
    return _shown(w, figures.acknowledged)
