"""ส่งใบลงชื่อแล้ว, รับแล้ว, ส่งคืนแก้ไข: a sheet on its way from its unit to the owner."""

import re
from datetime import date

from sqlalchemy import update

from handlers.scope import MANAGING, Part, choose_part, has_any, own_role
from handlers.signatures import occasion_in, people
from handlers.turn import Answer, Message, Turn
from models.audit import audit
from models.base import insert
from models.evidence import Evidence, EvidenceState
from models.role import Role
from models.staff_member import StaffMember
from outbound.messages import evidence as say
from reports.evidence import (
    DELIVERED,
    meets_target,
    next_occasion,
    sheets_by_occasion,
    sheets_of,
)
from rules.typed_days import DayProblem, read_day

TOPIC = "evidence"

MAY_BECOME = {
    EvidenceState.RECEIVED: (EvidenceState.HANDED_IN,),
    EvidenceState.RETURNED: (EvidenceState.HANDED_IN, EvidenceState.RECEIVED),
}
"""What a sheet has to be to become that; one received by mistake can still be returned."""


def hand_in(turn: Turn, words: str) -> Answer:
    """ส่งใบลงชื่อแล้ว [ครั้งที่ 1] [ที่ กท 4801/12] [ลงวันที่ 15 มี.ค. 2570]; the owner: who has."""
    letter_date, rest = _letter_date(words)
    number, rest = _letter_number(rest)
    occasion, rest = occasion_in(rest)
    if not rest and has_any(turn, MANAGING) and not _is_coordinator(turn):
        return overview(turn)
    part = choose_part(turn, rest, say_again="ส่งใบลงชื่อแล้ว {unit}")
    if isinstance(part, Answer):
        return part
    role = own_role(turn, part)
    if role is None:
        return Answer(TOPIC, [say.own_part_only(turn.w)])
    handed = sheets_of(turn.session, turn.campaign, part.unit.id, part.site_id)
    occasion = occasion or next_occasion(turn.campaign, handed)
    earlier = handed.get(occasion)
    if earlier is not None and earlier.state in DELIVERED:
        return Answer(TOPIC, [_already(turn, part, earlier)])
    signed = [
        member
        for member in people(turn, part, to_change=True)
        if member.evidence_id is None and meets_target(turn.campaign, member)
    ]
    if not signed:
        return Answer(TOPIC, [say.nobody_signed(turn.w)])
    row = _record(turn, part, role, occasion, len(signed), number, letter_date)
    for member in signed:
        member.evidence_id = row.id
    message = say.handed_in(
        turn.w,
        part=turn.name_of(part.place),
        occasion=occasion,
        people=len(signed),
        letter_number=number,
        letter_date=letter_date,
    )
    return Answer(TOPIC, [message])


def _is_coordinator(turn: Turn) -> bool:
    return any(role.unit_id for role in turn.roles)


def _record(
    turn: Turn,
    part: Part,
    role: Role,
    occasion: int,
    people_on_it: int,
    letter_number: str | None,
    letter_date: date | None,
) -> Evidence:
    """The sheet's row; the database has one for each part and occasion."""
    key = {
        "agency_id": turn.agency.id,
        "campaign_id": turn.campaign.id,
        "unit_id": part.unit.id,
        "site_id": part.site_id,
        "occasion": occasion,
    }
    facts = {
        "state": EvidenceState.HANDED_IN,
        "people": people_on_it,
        "handed_in_at": turn.now,
        "handed_in_by": role.id,
        "letter_number": letter_number,
        "letter_date": letter_date,
        "answered_at": None,
        "answered_by": None,
    }
    statement = insert(turn.session, Evidence).values(**key, **facts)
    row_id = turn.session.scalars(
        statement.on_conflict_do_update(index_elements=list(key), set_=facts).returning(Evidence.id)
    ).one()
    _audit(turn, role, "evidence handed in", part, occasion, people=people_on_it)
    row = turn.session.get_one(Evidence, row_id)
    turn.session.refresh(row)
    return row


def receive(turn: Turn, words: str) -> Answer:
    """รับแล้ว โยธา: the owner has the sheet."""
    return _answer(turn, words, EvidenceState.RECEIVED)


def give_back(turn: Turn, words: str) -> Answer:
    """ส่งคืนแก้ไข โยธา เหตุผล: its people are to be on a sheet again."""
    return _answer(turn, words, EvidenceState.RETURNED)


def _answer(turn: Turn, words: str, state: EvidenceState) -> Answer:
    occasion, rest = occasion_in(words)
    if not rest:
        return overview(turn)
    what = "รับแล้ว {unit}" if state == EvidenceState.RECEIVED else "ส่งคืนแก้ไข {unit}"
    part = choose_part(turn, rest, say_again=what)
    if isinstance(part, Answer) and state == EvidenceState.RETURNED:
        # Words behind the unit's name are the reason, told in person: free text is not kept.
        part = choose_part(turn, rest.partition(" ")[0], say_again=what)
    if isinstance(part, Answer):
        return part
    handed = sheets_of(turn.session, turn.campaign, part.unit.id, part.site_id)
    place = turn.name_of(part.place)
    for row in handed.values():  # as they stand now, held until we have answered
        turn.session.refresh(row, with_for_update=True)
    waiting = [
        row
        for row in handed.values()
        if row.state in MAY_BECOME[state] and occasion in (None, row.occasion)
    ]
    if not waiting:
        return Answer(TOPIC, [say.nothing_waits(turn.w, part=place)])
    if len(waiting) > 1:
        return Answer(TOPIC, [say.which_occasion(turn.w, part=place)])
    row, role = waiting[0], turn.roles[0]
    row.state, row.answered_at, row.answered_by = state, turn.now, role.id
    if state == EvidenceState.RETURNED:
        turn.session.execute(
            update(StaffMember).where(StaffMember.evidence_id == row.id).values(evidence_id=None)
        )
    _audit(turn, role, f"evidence {state}", part, row.occasion, people=row.people)
    message = say.answered(
        turn.w, part=place, occasion=row.occasion, people=row.people, state=state
    )
    return Answer(TOPIC, [message])


def overview(turn: Turn) -> Answer:
    """Which parts have handed in, each time, and which have not."""
    occasions = []
    days = turn.campaign.evidence_days
    for due, sheets in zip(days, sheets_by_occasion(turn.session, turn.campaign), strict=True):
        by_state: dict[str, list[str]] = {}
        for sheet in sheets:
            state = sheet.evidence.state if sheet.evidence else "missing"
            name = turn.name_of(sheet.site) if sheet.site else turn.short_name_of(sheet.unit)
            by_state.setdefault(str(state), []).append(name)
        occasions.append((due, by_state))
    return Answer(TOPIC, [say.overview(turn.w, occasions=occasions)])


def _already(turn: Turn, part: Part, row: Evidence) -> Message:
    return say.already_handed_in(
        turn.w,
        part=turn.name_of(part.place),
        occasion=row.occasion,
        state=row.state,
        day=turn.day_of(row.answered_at or row.handed_in_at),
    )


def _letter_date(words: str) -> tuple[date | None, str]:
    """ลงวันที่ …, if it can be read as a day; it stands last."""
    found = re.search(r"(?:ลงวันที่|ลว\.?|dated)\s*(?P<day>.+)$", words)
    if found is None:
        return None, words
    day = read_day(found["day"])
    if isinstance(day, DayProblem):
        return None, words
    return day, words[: found.start()].strip()


def _letter_number(words: str) -> tuple[str | None, str]:
    """ที่ กท 4801/12: the letter's number as its registry wrote it."""
    found = re.search(r"(?:^|\s)(?:เลขที่|ที่|letter)\s*(?P<number>\S.*/\s*\S+)", words)
    if found is None:
        return None, words
    return found["number"].strip()[:60], f"{words[: found.start()]}{words[found.end() :]}".strip()


def _audit(turn: Turn, role: Role, action: str, part: Part, occasion: int, *, people: int) -> None:
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor=f"role {role.id}",
        action=action,
        unit=part.unit.code,
        site=part.site.code if part.site else None,
        occasion=occasion,
        people=people,
    )
