"""A case's outcome by its AAPOR code (domain.md §6); a partial interview we could never see."""

from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """The final code of a case."""

    SIGNATURE = "1.1 signature"
    LINE_SIGNATURE = "1.1 line_signature"
    SELF_REPORT = "1.1 self_report"
    OPT_OUT = "2.1 opt_out"
    SILENT = "2.2 silent"
    NOT_REACHED = "2.2 not_reached"
    UNKNOWN = "3.x unknown"
    OWN_STAFF = "4.x own_staff"
    UNDER_A_YEAR = "4.x under_a_year"
    LEFT = "4.x left"

    @property
    def code(self) -> str:
        """1.1, 2.1, 2.2, 3.x or 4.x."""
        return self.split(maxsplit=1)[0]

    @property
    def is_complete(self) -> bool:
        return self.code == "1.1"


@dataclass(frozen=True)
class Ending:
    """What is known of one case at the end; `on_roster` where eligibility was established."""

    on_roster: bool
    not_eligible: str | None = None
    signed: bool = False
    acknowledged: bool = False
    reported: bool = False
    opted_out: bool = False
    reached: bool = False


def disposition(ending: Ending) -> Disposition:
    """The code of one case; evidence outweighs what was said, an answer outweighs a stop.

    An outsider's eligibility is never confirmed by us: silent, they are unknown, not refusing.
    """
    if ending.not_eligible is not None:
        return Disposition(f"4.x {ending.not_eligible}")
    if ending.signed:
        return Disposition.SIGNATURE
    if ending.acknowledged:
        return Disposition.LINE_SIGNATURE
    if ending.reported:
        return Disposition.SELF_REPORT
    if ending.opted_out:
        return Disposition.OPT_OUT
    if not ending.on_roster:
        return Disposition.UNKNOWN
    return Disposition.SILENT if ending.reached else Disposition.NOT_REACHED
