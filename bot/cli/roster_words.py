"""What a planned import is said to be: facts for scripts, lines for people, CSV for Excel."""

import csv
from pathlib import Path
from typing import Any

from models.campaign import Campaign
from roster.plan import Plan, by_cell, standing
from rules.eligibility import year_ends_before
from rules.language import Language
from rules.thai_dates import short_thai_date

SHOWN = 20
"""Rejected rows on the screen; all of them are in the file of --rejected and in --json."""


def plan_facts(plan: Plan) -> dict[str, Any]:
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "missing": len(plan.missing),
        "rejected": [
            {"row": row.row, "column": row.column, "reason": row.reason}
            for row in sorted(plan.rejected, key=lambda each: each.row)
        ],
        "notes": list(plan.notes),
    }


def plan_words(plan: Plan, campaign: Campaign) -> str:
    lines = list(plan.notes)
    for unit, group_, tally in by_cell(plan, campaign):
        lines.append(
            f"{unit:24} {group_:14} {tally['people']:5} คน  มีสิทธิ {tally['eligible']}  "
            f"ใหม่ {tally['new']}  เปลี่ยน {tally['changed']}  เดิม {tally['unchanged']}  "
            f"ไม่อยู่ในไฟล์ {tally['missing']}"
        )
    lines += _not_eligible(plan, campaign)
    rejected = sorted(plan.rejected, key=lambda each: each.row)
    lines += [f"ไม่รับแถว {r.row} {r.column}: {r.reason}" for r in rejected[:SHOWN]]
    if len(rejected) > SHOWN:
        lines.append(
            f"… อีก {len(rejected) - SHOWN} แถว ใช้ --rejected FILE · more with --rejected FILE"
        )
    lines.append(
        f"{plan.rows} แถว: ใหม่ {len(plan.new)} เปลี่ยน {len(plan.changed)} "
        f"เดิม {len(plan.unchanged)} ไม่อยู่ในไฟล์ {len(plan.missing)} ไม่รับ {len(rejected)} · "
        f"{plan.rows} rows: {len(plan.new)} new, {len(plan.changed)} changed, "
        f"{len(plan.unchanged)} unchanged, {len(plan.missing)} missing, {len(rejected)} rejected"
    )
    return "\n".join(lines)


def _not_eligible(plan: Plan, campaign: Campaign) -> list[str]:
    """Rows of people who may not be asked, with the reason; by row, without names."""
    ends = short_thai_date(year_ends_before(campaign.fiscal_year), Language.THAI)
    rows = [person for person in plan.people if standing(person, campaign)]
    lines = [
        f"แถว {person.row}: เริ่มงาน {short_thai_date(person.started_on, Language.THAI)}: "
        f"ไม่ครบ 1 ปีก่อน {ends}"
        for person in rows[:SHOWN]
    ]
    return [*lines, f"… อีก {len(rows) - SHOWN} คน"] if len(rows) > SHOWN else lines


def write_rejected(path: Path, rejected: list[dict[str, Any]]) -> None:
    """CSV that Thai Excel reads, and no cell of which it would run."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["แถว", "คอลัมน์", "เหตุผล"])
        for row in rejected:
            writer.writerow([row["row"], _harmless(row["column"]), _harmless(row["reason"])])


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
