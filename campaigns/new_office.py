"""Another office's campaign file, made from a template: its own name, and nothing confirmed."""

from collections.abc import Mapping
from typing import Any

from campaigns.next_year import STAND_IN
from campaigns.yaml_text import SECTIONS, yaml_text

Content = Mapping[str, Any]


def new_office_text(content: Content, *, slug: str, name_th: str, name_en: str) -> str:
    """The template's units, targets, days and plan under the office's name.

    What belongs to one office only does not come along: its links, its own complaint channel,
    its schools, its wording, and whatever was confirmed for it.
    """
    made = _as_theirs(content, _names(content["agency"], name_th, name_en))
    made["agency"] = {**content["agency"], "slug": slug, "name_th": name_th, "name_en": name_en}
    made["slug"] = f"{slug}-{content['fiscal_year']}"
    made["line_signature"] = "unconfirmed"
    made["links"] = {
        name: {"url": STAND_IN.format(name.lower()), "placeholder": True}
        for name in content["links"]
    }
    made["complaints"] = {**made["complaints"], "office": None}
    made["units"] = [{**unit, "sites": []} for unit in made["units"]]
    made["wording"] = {}
    comments = {name: list(lines) for name, lines in SECTIONS.items()}
    comments[""] = [
        f"แคมเปญของ {name_th} สร้างจากแม่แบบ {content['slug']} / Made from {content['slug']}.",
        "ตรวจชื่อหน่วย เป้าหมาย และข้อมูลติดต่อ ใส่ลิงก์ของ ป.ป.ช. ตั้ง confirmed: true เมื่อมีหนังสือ / "
        "See to names, targets and contacts; put the NACC's links in; confirm what a letter says.",
    ]
    return yaml_text(made, comments)


def _names(template: Content, name_th: str, name_en: str) -> dict[str, str]:
    return {str(template["name_th"]): name_th, str(template["name_en"]): name_en}


def _as_theirs(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _as_theirs(each, names, str(name)) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_theirs(each, names) for each in value]
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(old, new)
    return False if key == "confirmed" or key.endswith("_confirmed") else value
