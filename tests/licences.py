"""`make licences`: what the product is built of and under which terms, from the packages' own word.

Writes docs/licences.md; tests/test_supply.py holds it to requirements.txt.
"""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
HEAD = """# สัญญาอนุญาต · Licences

ส่วนประกอบทุกชิ้นที่ติดตั้งจาก `requirements.txt` พร้อมแฮช สร้างด้วย `make licences` จากข้อมูลของแต่ละชิ้นเอง
Everything installed from `requirements.txt`, each pinned by its hashes; made by `make licences`
from each package's own metadata. In bold what we chose ourselves, with the reason from
`requirements.in`; the rest they need.

| package | version | licence | for |
|---|---|---|---|
"""


def pinned() -> Iterator[tuple[str, str]]:
    """Name and version of each line that pins one."""
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if found := re.match(r"([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;]+)", line):
            yield found[1], found[2]


def chosen() -> dict[str, str]:
    """Our own choices with their reasons, by normal name."""
    reasons = {}
    for line in (ROOT / "requirements.in").read_text().splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)[^#]*#\s*(.+)", line):
            reasons[normal(found[1])] = found[2]
    return reasons


def normal(name: str) -> str:
    """As pip compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(name: str) -> str:
    """What the package says, in a word or two; empty when it says nothing or is not installed."""
    try:
        facts = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    stated = facts.get("License-Expression") or ""
    if not stated:
        kinds = [
            each.rpartition(" :: ")[2]
            for each in facts.get_all("Classifier") or []
            if each.startswith("License :: ") and not each.endswith("OSI Approved")
        ]
        stated = ", ".join(kinds) or (facts.get("License") or "").partition("\n")[0]
    return stated.strip()[:60]


def page() -> str:
    """The whole list."""
    reasons = chosen()
    rows = [
        f"| {f'**{name}**' if normal(name) in reasons else name} | {version} | {licence(name)} | "
        f"{reasons.get(normal(name), '')} |"
        for name, version in pinned()
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
