"""This year's campaign as the next fiscal year's file: days shifted, nothing taken for confirmed.

A deadline keeps its day and month (domain.md §5). Feasts that follow the moon or a decree are left
out and named, for whoever edits the file to look up.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from campaigns.yaml_text import SECTIONS, Comments, yaml_text
from rules.language import Language
from rules.thai_dates import THAI_WEEKDAYS, thai_date

Content = Mapping[str, Any]
"""A campaign as `models.campaign.Campaign.content` keeps it: the validated file as JSON."""

DAY_KEYS = {"opens", "closes", "date", "starts", "ends", "iit_started_by"}

MOVING = re.compile(
    "มาฆบูชา|วิสาขบูชา|อาสาฬหบูชา|เข้าพรรษา|ออกพรรษา|พืชมงคล|ชดเชย|แทน|พิเศษ|เพิ่ม|"
    r"makha|visakha|asalha|\blent\b|ploughing|substitute|in lieu|special",
    re.IGNORECASE,
)
"""Names of holidays whose day is another each year: by the moon, by decree, or for a weekend."""

EVERY_YEAR = ("มาฆบูชา", "พืชมงคล", "วิสาขบูชา", "อาสาฬหบูชา", "เข้าพรรษา")
"""Those of them that no year is without, should this year's file have forgotten one."""

SATURDAY = 5

STAND_IN = "https://itas.nacc.go.th/go/{}/demo01"
"""Where the NACC's link of the next year will stand."""


def next_slug(content: Content) -> str:
    """The next year's name: bangsue-2570 is followed by bangsue-2571."""
    slug, year = str(content["slug"]), int(content["fiscal_year"])
    stem = slug.removesuffix(f"-{year}")
    return f"{stem}-{year + 1}"


def next_year(content: Content) -> dict[str, Any]:
    """The next fiscal year's content, every date and fact of the year unconfirmed."""
    made: dict[str, Any] = _shifted(content)
    made["slug"], made["fiscal_year"] = next_slug(content), int(content["fiscal_year"]) + 1
    made["line_signature"] = "unconfirmed"
    made["links"] = {
        name: {"url": STAND_IN.format(name.lower()), "placeholder": True}
        for name in content["links"]
    }
    made["holidays"] = [
        each for each in made["holidays"] if MOVING.search(str(each["name"])) is None
    ]
    return made


def to_look_up(content: Content) -> list[str]:
    """The holidays left out, with the days they were on this year."""
    left_out = [
        f"{each['name']} ({thai_date(date.fromisoformat(each['date']), Language.THAI)})"
        for each in content["holidays"]
        if MOVING.search(str(each["name"])) is not None
    ]
    named = " ".join(left_out)
    return [*left_out, *(f"วัน{name}" for name in EVERY_YEAR if name not in named)]


def next_year_text(content: Content) -> str:
    """The whole file, readable, with a comment wherever somebody must act."""
    made = next_year(content)
    return yaml_text(made, _comments(content, made))


def a_year_later(day: date) -> date:
    """The same day and month; the 29th of February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def _shifted(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _shifted(each, str(name)) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_shifted(each) for each in value]
    if key in DAY_KEYS and isinstance(value, str):
        return a_year_later(date.fromisoformat(value)).isoformat()
    return False if key == "confirmed" or key.endswith("_confirmed") else value


def _comments(content: Content, made: Mapping[str, Any]) -> Comments:
    """What the file says above its parts: ours, and what is true of this very year."""
    weekends = _on_weekends(made["milestones"], "label_th")
    free = _on_weekends(made["holidays"], "name")
    comments = {name: list(lines) for name, lines in SECTIONS.items()}
    before = made["fiscal_year"] - 1
    comments[""] = [
        f"แคมเปญปีงบประมาณ พ.ศ. {made['fiscal_year']} สร้างจาก {content['slug']} / "
        f"Campaign of FY{made['fiscal_year']}, made from {content['slug']}.",
        "ยังไม่มีสิ่งใดได้รับการยืนยัน: โปรดตรวจทุกบรรทัดที่มี “!!” / "
        "Nothing is confirmed yet: see every line with “!!”.",
    ]
    comments["eit_floor"].append(
        f"!! ยกมาจากปี {before} ทั้งหมด / all floors and rules are carried over from FY{before}"
    )
    if weekends:
        comments["milestones"] += ["!! ตรงกับวันหยุดสุดสัปดาห์ / on a weekend:", *_listed(weekends)]
    if content.get("iit_started_by"):
        comments["iit_started_by"].append("!! เลื่อนมาหนึ่งปี โปรดยืนยัน / shifted by a year")
    comments["holidays"] += [
        "!! เพิ่มวันเหล่านี้เมื่อมีประกาศ (วันที่ในวงเล็บเป็นของปีที่แล้ว) / "
        "look these up and add them (in brackets: last year's day):",
        *_listed(to_look_up(content)),
    ]
    if free:
        comments["holidays"] += [
            "!! ตรงกับเสาร์-อาทิตย์: ตรวจวันหยุดชดเชย / on a weekend: a substitute day may be given:",
            *_listed(free),
        ]
    return comments


def _on_weekends(entries: list[dict[str, Any]], name: str) -> list[str]:
    days = [(each[name], date.fromisoformat(each["date"])) for each in entries]
    return [
        f"{words}: {day} (วัน{THAI_WEEKDAYS[day.weekday()]})"
        for words, day in days
        if day.weekday() >= SATURDAY
    ]


def _listed(names: list[str]) -> list[str]:
    return [f"  - {name}" for name in names]
