"""The cells of the quota table with what counts towards each (domain.md §2, §4)."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.campaign import Campaign, Instrument
from models.counting import Figure, GroupCounter, Source
from models.quota_cell import QuotaCell
from rules.quota import is_met, remaining


@dataclass(frozen=True)
class CellProgress:
    """One cell of the quota table, in people; None until a roster tells.

    `signed` is on paper, `acknowledged` in LINE, `counted` what meets the target of the two.
    """

    staff_group: str
    rule: str
    target: int | None
    on_roster: int | None = None
    eligible: int | None = None
    acknowledged: int = 0
    signed: int = 0
    counted: int = 0

    @property
    def remaining(self) -> int | None:
        if self.target is None:
            return None
        return remaining(target=self.target, counted=self.counted)

    @property
    def met(self) -> bool:
        return self.target is not None and is_met(target=self.target, counted=self.counted)


def meets(campaign: Campaign, source: Source) -> bool:
    """Whether a signature of that source meets a target: paper does, LINE where accepted."""
    return source == Source.ASSISTED or campaign.takes_line_signatures


def quota_cells(
    session: Session,
    campaign: Campaign,
    figures: Mapping[tuple[int, Instrument], Mapping[Figure, Mapping[Source, int]]],
) -> dict[tuple[int, Instrument], tuple[CellProgress, ...]]:
    """Each unit's cells with what counts towards them; an EIT unit has one."""
    evidence = _evidence(session, campaign)
    cells: dict[tuple[int, Instrument], tuple[CellProgress, ...]] = {}
    for row in session.scalars(
        select(QuotaCell)
        .where(QuotaCell.agency_id == campaign.agency_id, QuotaCell.campaign_id == campaign.id)
        .order_by(QuotaCell.id)
    ):
        key = (row.unit_id, Instrument(row.instrument))
        if row.instrument == Instrument.EIT:
            counted = sum(figures[key].get(Figure.REPORTED, {}).values())
            cell = CellProgress("", row.rule, row.target, counted=counted)
        else:
            group = evidence[(row.unit_id, row.staff_group)]
            cell = CellProgress(
                row.staff_group,
                row.rule,
                row.target,
                on_roster=row.on_roster,
                eligible=row.eligible,
                acknowledged=group[(Figure.ACKNOWLEDGED, Source.LINE)],
                signed=group[(Figure.SIGNED, Source.ASSISTED)],
                counted=sum(
                    value
                    for (figure, source), value in group.items()
                    if figure == Figure.SIGNED and meets(campaign, source)
                ),
            )
        cells[key] = (*cells.get(key, ()), cell)
    return cells


def _evidence(
    session: Session, campaign: Campaign
) -> dict[tuple[int, str], Tally[tuple[Figure, Source]]]:
    """Signatures and acknowledgements by unit and staff group."""
    found: dict[tuple[int, str], Tally[tuple[Figure, Source]]] = defaultdict(Tally)
    for row in session.scalars(
        select(GroupCounter).where(
            GroupCounter.agency_id == campaign.agency_id, GroupCounter.campaign_id == campaign.id
        )
    ):
        found[(row.unit_id, row.staff_group)][(Figure(row.figure), Source(row.source))] = row.value
    return found
