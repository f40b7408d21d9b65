"""A season's report as lines to read."""

from typing import Any


def in_words(report: dict[str, Any]) -> str:
    """Week by week: reported, units met, pushed; then what left, and what broke."""
    lines = [f"{report['people']} คน · people, {report['from']} – {report['to']}"]
    for week in report["weeks"]:
        met = sum(reported >= target for reported, target in week["units"].values())
        total = sum(reported for reported, _ in week["units"].values())
        lines.append(
            f"{week['week_to']}  แจ้งว่าตอบแล้ว {total:4}  ครบ {met}/{len(week['units'])}  "
            f"push {week['pushed']}"
        )
    for unit, (reported, target) in report["weeks"][-1]["units"].items():
        lines.append(f"  {unit:18} {reported:4} / {target}")
    name, baht = report["line_plan"]
    lines.append(f"แพ็กเกจ LINE ที่พอ · enough: {name}, {baht} บาท/เดือน · baht a month")
    lines.append(f"เตือน · reminders {report['reminders']}  {report['calls']}")
    lines.append(f"ข้อความต่อเดือน · by month {report['pushed_by_month']}")
    broken = ", ".join(report["broken"]) or "ทุกข้อเป็นจริง · every invariant held"
    return "\n".join([*lines, broken])
