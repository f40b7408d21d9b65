"""A campaign's content as a YAML file people can read and edit: short things on one line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from campaigns.schema import Weekday

Comments = Mapping[str, list[str]]
"""Lines above each top-level part by its key; those of "" head the file."""

RULE = "# " + "-" * 82
SHORT = 96
"""Characters; a list or mapping of plain values that is longer takes a line for each."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "agency": ("slug ใช้ใน URL ของ LINE webhook อย่าเปลี่ยนหลังเริ่มใช้ / do not change once in use",),
    "slug": ("ชื่อเฉพาะของรอบนี้ / this campaign's own name",),
    "opens": (
        "!! ช่วงเวลาที่เชิญตอบได้ นับทั้งวันแรกและวันสุดท้าย ยืนยันเมื่อ ป.ป.ช. ประกาศปฏิทิน / "
        "when people may be invited; confirm when the NACC's calendar is out",
    ),
    "eit_floor": (
        "เป้าหมายทั้งเขต (ไม่น้อยกว่า) ผลรวม eit ของทุกหน่วยเท่ากับ eit_floor / "
        "office-wide floors; the units' eit add up to eit_floor",
    ),
    "line_signature": (
        "!! ผู้ประเมินรับการรับรองใน LINE แทนการลงลายมือชื่อหรือไม่: unconfirmed | accepted | refused / "
        "whether an acknowledgement in LINE counts as a signature",
    ),
    "iit_started_by": (
        "วันเริ่มปฏิบัติงานวันสุดท้ายที่มีสิทธิ์ตอบ IIT / the last first day of service that is eligible",
    ),
    "links": (
        "!! ลิงก์ทดลอง เมื่อได้ลิงก์จริงของ ป.ป.ช. ให้วางแทนและเขียน placeholder: false / "
        "stand-ins: paste the NACC's own links and write placeholder: false",
    ),
    "units": (
        "หน่วย ตามลำดับในตาราง: eit เป้าหมายคน, iit เกณฑ์ ALL | SHARE(80) | COUNT(25) / units in order",
    ),
    "milestones": (
        "!! กำหนดการ คงวันและเดือนเดิม วันไม่เลื่อนตามวันหยุด แก้แล้วเขียน confirmed: true / "
        "due dates keep day and month and do not roll on a holiday; write confirmed: true",
    ),
    "reminders": ("แผนการแจ้งเตือน / the reminder plan",),
    "quiet_periods": ("!! ช่วงงดแจ้งเตือน / no reminders in these",),
    "holidays": (
        "!! วันหยุดราชการ เฉพาะที่ตรงกันทุกปี / days the office is closed: only those of a fixed day",
    ),
    "notice": ("!! ข้อมูลในประกาศความเป็นส่วนตัว / facts of the privacy notice",),
    "complaints": ("ช่องทางร้องเรียน หน่วยงานภายนอกมาก่อนเสมอ / outside channels come first",),
    "wording": ("ถ้อยคำของหน่วยงานเอง / sentences in the office's own words",),
}

ON_ONE_LINE = {"date", "url", "at_least", "phone"}
FEW = 4
"""A mapping of so many values at the most, one of them of these, may stand on one line."""

FIVE_DAYS = [str(day) for day in Weekday][:5]
"""On which a unit serves that says nothing of it."""

TOGETHER = {
    *("fiscal_year", "opens_confirmed", "closes", "closes_confirmed", "iit_floor", "minutes"),
    "holidays_confirmed",
}
"""Keys that stand directly below the one before them."""


class _Dumper(yaml.SafeDumper):
    """Days as days, lists indented, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def yaml_text(content: Mapping[str, Any], comments: Comments) -> str:
    """The file: each part under its comment, empty ones and defaults left out."""
    lines = [f"# {line}" for line in comments.get("", [])]
    for key, value in _without_empty(content).items():
        if key not in TOGETHER:
            lines.append("")
        if comments.get(key):
            lines += [RULE] if isinstance(value, list) else []
            lines += [f"# {line}" for line in comments[key]]
        lines.append(_dump({key: value}))
    return "\n".join(lines) + "\n"


def _without_empty(content: Mapping[str, Any]) -> dict[str, Any]:
    parts = {key: _compact(value) for key, value in content.items()}
    return {
        key: value
        for key, value in parts.items()
        if value not in (None, [], {}) and (key, value) != ("service_days", FIVE_DAYS)
    }


def _compact(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _without_empty(value)
    return [_compact(each) for each in value] if isinstance(value, list | tuple) else value


def _dump(value: Any) -> str:
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
    ).rstrip()


def _is_short(node: yaml.CollectionNode) -> bool:
    pairs = (
        node.value if isinstance(node, yaml.SequenceNode) else [x for p in node.value for x in p]
    )
    plain = all(isinstance(each, yaml.ScalarNode) for each in pairs)
    return plain and sum(len(each.value) + 2 for each in pairs) <= SHORT


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=False)
    node.flow_style = _is_short(node) and bool(ON_ONE_LINE & set(value)) and len(value) <= FEW
    return node


def _sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    node = dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=False)
    node.flow_style = _is_short(node)
    return node


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    """A day is written as one; ours is read as text, so it needs no quotes."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return dumper.represent_str(value)
    return dumper.represent_date(day)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(str, _text)
