"""docs/privacy.md: the data map as a page, Thai and English, made from the tables themselves."""

from collections.abc import Iterator

from sqlalchemy import Table

from models import Base
from models.data_kinds import Entry, Is, Whose
from models.data_map import TABLES
from models.sealed import Sealed

PERSONAL = {Is.PERSON, Is.ABOUT, Is.CHOICE, Is.IDENTITY, Is.HASH, Is.WORDS}
WITHOUT_PEOPLE = {Whose.NOBODY, Whose.ANONYMOUS}

HEAD = """# แผนผังข้อมูลส่วนบุคคล · Data map

สร้างจากตารางจริงด้วย `flask privacy map --write docs/privacy.md`
อย่าแก้ด้วยมือ: การทดสอบเทียบหน้านี้กับตาราง

Made from the tables themselves by `flask privacy map --write docs/privacy.md`. Not to be edited by
hand: a test compares the two.

- **เข้ารหัส · sealed**: อ่านได้ด้วย `SECRET_KEY` เท่านั้น · unreadable without `SECRET_KEY`.
- ไม่เก็บคำตอบแบบวัด เลขประจำตัวประชาชน หรือข้อความที่พิมพ์หลังตอบแล้ว ·
  No answers, no national ID, and no text once it is answered, anywhere.
- บุคคลขอดูด้วย `ขอข้อมูลของฉัน` ขอสำเนาจากสำนักงาน (`flask privacy export`) ลบด้วย `ลบข้อมูล` ·
  A person sees theirs by `my data`, has a copy of all from the office, erases it by `erase`.
- ครบกำหนดแล้วระบบลบเองทุกคืน มีหนังสือรับรอง (`flask privacy certificates`) ·
  What is due is erased each night and certified.
"""


def data_map_page() -> str:
    """The whole page; the tables that hold something of people first."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: (_is_free(table), table.name))
    parts = [HEAD]
    with_people = [table for table in tables if not _is_free(table)]
    free = [table for table in tables if _is_free(table)]
    parts.append("## ตารางที่มีข้อมูลบุคคล · Tables about people\n")
    parts += ["\n".join(_table(table)) for table in with_people]
    parts.append("## ตารางอื่น · Other tables\n")
    parts += ["\n".join(_table(table)) for table in free]
    return "\n".join(parts)


def _is_free(table: Table) -> bool:
    return TABLES[table.name].whose in WITHOUT_PEOPLE


def _table(table: Table) -> Iterator[str]:
    entry = TABLES[table.name]
    yield f"### `{table.name}` {entry.th} · {entry.en}\n"
    yield f"- {entry.whose.value[0]} · {entry.whose.value[1]}"
    yield f"- เก็บ: {entry.kept.value[0]} · Kept: {entry.kept.value[1]}\n"
    yield "| คอลัมน์ · column | คืออะไร · what it is | เข้ารหัส · sealed |"
    yield "|---|---|---|"
    for column in table.columns:
        yield _column(entry, column.name, is_sealed=isinstance(column.type, Sealed))
    yield ""


def _column(entry: Entry, name: str, *, is_sealed: bool) -> str:
    kind = entry.columns[name]
    thai, english = kind.value
    bold = "**" if kind in PERSONAL else ""
    return f"| `{name}` | {bold}{thai} · {english}{bold} | {'✓' if is_sealed else ''} |"
