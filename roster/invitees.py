"""A list of contractors, companies and agencies: read like a roster, each row by itself.

The same file twice changes nothing; a row that changed its contact is written anew under its code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from models.agency import Agency
from models.audit import audit
from models.campaign import Campaign
from models.invitee import Audience, Invitee, invitees_of
from roster import reasons
from roster.cells import Cell, Cells, Refused, Sheet
from roster.columns import INVITEES, Column, Header, check_invitees, find_header
from roster.open_file import read_sheets
from roster.person import Rejected, text_of
from roster.places import Places, Wrong
from roster.plan import places_of
from rules.codes import CodeKind, new_code
from rules.staff_names import LONGEST_NAME, clean_name
from rules.thai_text import normalise, squash

LONGEST_CONTRACT = 80

AUDIENCES = {
    Audience.CONTRACTOR: ("คู่ค้าคู่สัญญา", "คู่สัญญา", "ผู้รับจ้าง", "คู่ค้า", "contractor", "vendor"),
    Audience.COMPANY: ("บริษัท", "นิติบุคคล", "ห้างหุ้นส่วน", "เอกชน", "ผู้ประกอบการ", "company"),
    Audience.AGENCY: ("หน่วยงานรัฐ", "หน่วยงานของรัฐ", "ราชการ", "รัฐวิสาหกิจ", "agency"),
}
_AUDIENCE = {squash(word): audience for audience, words in AUDIENCES.items() for word in words}

UNKNOWN_AUDIENCE = reasons.both(
    "ไม่รู้จักประเภทนี้ โปรดใช้ คู่สัญญา บริษัท หรือ หน่วยงานของรัฐ",
    "unknown kind: write contractor, company or agency",
)
TWICE = "ซ้ำกับแถว {row} · the same as row {row}"


@dataclass(frozen=True)
class Row:
    """One good row; `unit` is a code."""

    row: int
    audience: Audience
    organisation: str
    contract: str | None
    unit: str
    contact: str | None


@dataclass
class InviteePlan:
    """What an import would do; `rows` counts the file's data rows."""

    rows: int
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Invitee, Row]] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    missing: list[Invitee] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def plan_invitees(
    session: Session, agency: Agency, campaign: Campaign, content: bytes
) -> InviteePlan | Refused:
    """Reads the file and compares it with the list; writes nothing.

    Who is missing from the file stays invited: their letter is out.
    """
    sheets = read_sheets(content)
    if isinstance(sheets, Refused):
        return sheets
    headed = [(sheet, header) for sheet in sheets if (header := find_header(sheet, INVITEES))]
    if not headed:
        return Refused(
            "ไม่พบหัวตารางใน 30 แถวแรก โปรดใส่หัวตารางแถวเดียว เช่น "
            "ประเภท, ชื่อบริษัท/หน่วยงาน, เลขที่สัญญา, ฝ่าย, ผู้ติดต่อ",
            "No header in the first 30 rows: give the table one header row, such as "
            "type, organisation, contract, unit, contact.",
        )
    sheet, header = headed[0]
    if refused := check_invitees(header):
        return refused
    places = places_of(session, campaign)
    reader = _Reader(header, Places(places.unit_names, {}, None), campaign)
    return _compare(session, agency, campaign, list(reader.rows(sheet)))


class _Reader:
    """Reads the rows under one header."""

    def __init__(self, header: Header, places: Places, campaign: Campaign) -> None:
        self._header = header
        self._places = places
        self._campaign = campaign

    def rows(self, sheet: Sheet) -> Iterator[Row | list[Rejected]]:
        for number, cells in sheet.rows:
            taken = {column: self._cell(cells, column) for column in Column}
            if number > self._header.row and any(taken.values()):
                yield self._row(number, taken)

    def _cell(self, cells: Cells, column: Column) -> Cell:
        place = self._header.at.get(column, len(cells))
        return cells[place] if place < len(cells) else None

    def _row(self, number: int, cells: dict[Column, Cell]) -> Row | list[Rejected]:
        audience = _audience(text_of(cells[Column.AUDIENCE]))
        name = _text(text_of(cells[Column.ORGANISATION]), LONGEST_NAME, needed=True)
        contract = _text(text_of(cells[Column.CONTRACT]), LONGEST_CONTRACT)
        contact = _text(text_of(cells[Column.CONTACT]), LONGEST_NAME)
        unit = self._unit(text_of(cells[Column.UNIT]))
        read = {
            Column.AUDIENCE: audience,
            Column.ORGANISATION: name,
            Column.CONTRACT: contract,
            Column.CONTACT: contact,
            Column.UNIT: unit,
        }
        wrong = [
            Rejected(number, self._header.heading(column), value.reason)
            for column, value in read.items()
            if isinstance(value, Wrong)
        ]
        if wrong:
            return wrong
        assert isinstance(audience, Audience)
        assert isinstance(name, str)
        assert isinstance(unit, str)
        return Row(
            number,
            audience,
            name,
            contract if isinstance(contract, str) else None,
            unit,
            contact if isinstance(contact, str) else None,
        )

    def _unit(self, text: str | None) -> str | Wrong:
        unit = self._places.unit(text)
        if isinstance(unit, Wrong):
            return unit
        if not self._campaign.has_eit(unit.code):
            return Wrong(reasons.both("หน่วยงานนี้ไม่มีเป้าหมาย EIT", "that unit has no EIT target"))
        return unit.code


def _audience(text: str | None) -> Audience | Wrong:
    if text is None:
        return Wrong(reasons.BLANK)
    return _AUDIENCE.get(squash(text)) or Wrong(UNKNOWN_AUDIENCE)


def _text(text: str | None, most: int, *, needed: bool = False) -> str | Wrong | None:
    """Words fit for a letter; never a national ID, nor what a spreadsheet would calculate."""
    if text is None:
        return Wrong(reasons.BLANK) if needed else None
    clean = clean_name(text)
    if reasons.has_national_id(normalise(clean)):
        return Wrong(reasons.NATIONAL_ID)
    if re.match(r"[=+@]", clean):
        return Wrong(reasons.both("ขึ้นต้นด้วย = + หรือ @", "it begins with = + or @"))
    if len(clean) > most:
        return Wrong(reasons.both(f"ยาวเกิน {most} ตัวอักษร", f"longer than {most} characters"))
    return clean


def _compare(
    session: Session, agency: Agency, campaign: Campaign, read: list[Row | list[Rejected]]
) -> InviteePlan:
    known = {
        each.invitee_hash: each
        for each in invitees_of(session, agency_id=agency.id, campaign_id=campaign.id)
    }
    plan = InviteePlan(len(read))
    seen: dict[bytes, int] = {}
    for row in read:
        if isinstance(row, list):
            plan.rejected += row
            continue
        key = invitee_hash(agency, row.organisation, row.contract, row.unit)
        first = seen.setdefault(key, row.row)
        if first != row.row:
            plan.rejected.append(Rejected(row.row, "", TWICE.format(row=first)))
            continue
        old = known.get(key)
        if old is None:
            plan.new.append(row)
        elif (old.contact, Audience(old.audience)) != (row.contact, row.audience):
            plan.changed.append((old, row))
        else:
            plan.unchanged.append(row)
    plan.missing = [each for key, each in known.items() if key not in seen]
    return plan


def commit_invitees(
    session: Session,
    agency: Agency,
    campaign: Campaign,
    plan: InviteePlan,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Writes the good rows, in the caller's transaction."""
    units = places_of(session, campaign).units
    for row in plan.new:
        code = new_code(CodeKind.CONTRACTOR)
        session.add(
            Invitee(
                agency_id=agency.id,
                campaign_id=campaign.id,
                unit_id=units[row.unit].id,
                audience=row.audience,
                organisation=row.organisation,
                contract=row.contract,
                contact=row.contact,
                invitee_hash=invitee_hash(agency, row.organisation, row.contract, row.unit),
                code=code,
                code_hash=agency.hash_of(code),
                added_at=now,
            )
        )
    for old, row in plan.changed:
        old.contact, old.audience = row.contact, row.audience
    if plan.new or plan.changed:
        audit(
            session,
            agency.id,
            at=now,
            actor=actor,
            action="invitees imported",
            new=len(plan.new),
            changed=len(plan.changed),
        )


def invitee_hash(agency: Agency, organisation: str, contract: str | None, unit: str) -> bytes:
    """What makes two rows the same invitee: organisation, contract and the unit's code."""
    key = "|".join((unit, squash(organisation), squash(contract or "")))
    return agency.hash_of(f"invitee {key}")
