"""ยังไม่ลงชื่อ, ใบลงชื่อ, ลงชื่อแล้ว: the sheet's numbers, its link, and marking paper signatures.

In chat people are lines and numbers; names are on the printed sheet only (domain.md §9.6).
"""

import re

from handlers.figures import cell_lines
from handlers.scope import Part, choose_part, own_role, seen_units
from handlers.turn import Answer, Turn
from models.campaign import Instrument
from models.chat_link import LIFE, Opens, make_link
from models.evidence import EvidenceState
from models.staff_member import StaffMember, change, members_of
from outbound.messages import evidence as say
from reports.evidence import meets_target, next_occasion, sheets_of
from reports.quota_progress import quota_progress
from rules.staff_group import StaffGroup

TOPIC = "signatures"
MOST_AT_ONCE = 500
LONGEST_LINE = 5
"""Digits of a line's number."""


def unsigned(turn: Turn, words: str) -> Answer:
    """ยังไม่ลงชื่อ: how many signatures are outstanding, by unit and staff group."""
    if words or any(role.site_id for role in turn.roles):
        part = choose_part(turn, words, say_again="ยังไม่ลงชื่อ {unit}", among=seen_units(turn))
        if isinstance(part, Answer):
            return part
        if part.site is not None:
            return _unsigned_site(turn, part)
        units = [part.unit]
    else:
        units = seen_units(turn)
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    lines = [line for line in progress.of(Instrument.IIT) if line.unit in units]
    message = say.unsigned(
        turn.w,
        units=[(turn.name_of(line.unit), line.remaining, cell_lines(line)) for line in lines],
        as_of=turn.now,
    )
    return Answer(TOPIC, [message])


def _unsigned_site(turn: Turn, part: Part) -> Answer:
    members = people(turn, part)
    groups = {str(group): [m for m in members if m.staff_group == group] for group in StaffGroup}
    message = say.unsigned_site(
        turn.w,
        site=turn.name_of(part.place),
        groups=[
            (group, len(some), sum(not meets_target(turn.campaign, m) for m in some))
            for group, some in groups.items()
            if some
        ],
        as_of=turn.now,
    )
    return Answer(TOPIC, [message])


def people(turn: Turn, part: Part, *, to_change: bool = False) -> list[StaffMember]:
    """The eligible people of a part, by their lines."""
    return members_of(
        turn.session,
        agency_id=turn.agency.id,
        campaign_id=turn.campaign.id,
        unit_id=part.unit.id,
        site_id=part.site_id,
        to_change=to_change,
    )


def sheet(turn: Turn, words: str) -> Answer:
    """ใบลงชื่อ: a link to this time's sheet, for the coordinator of that very part."""
    occasion, rest = occasion_in(words)
    part = choose_part(turn, rest, say_again="ใบลงชื่อ {unit}")
    if isinstance(part, Answer):
        return part
    role = own_role(turn, part)
    if role is None:
        return Answer(TOPIC, [say.own_part_only(turn.w)])
    if not people(turn, part):
        return Answer(TOPIC, [say.no_people(turn.w, part=turn.name_of(part.place))])
    handed = sheets_of(turn.session, turn.campaign, part.unit.id, part.site_id)
    occasion = occasion or next_occasion(turn.campaign, handed)
    token = make_link(
        turn.session,
        turn.agency,
        role,
        Opens.SHEET,
        now=turn.now,
        unit=part.unit.id,
        site=part.site_id,
        occasion=occasion,
    )
    state = handed.get(occasion)
    message = say.sheet(
        turn.w,
        part=turn.name_of(part.place),
        occasion=occasion,
        due=turn.campaign.evidence_days[occasion - 1],
        state=(EvidenceState(state.state), turn.day_of(state.answered_at or state.handed_in_at))
        if state
        else None,
        link=f"{turn.office.public_url}/paper/{token}",
        minutes=int(LIFE[Opens.SHEET].total_seconds() // 60),
    )
    return Answer(TOPIC, [message])


def occasion_in(words: str) -> tuple[int | None, str]:
    """ครั้งที่ 1 or 2 in the words, and what is left of them."""
    found = re.search(r"(?:ครั้งที่|ครั้ง|รอบที่|รอบ|no\.?|round)\s*([12])(?!\d)|(?:^|\s)([12])$", words)
    if found is None:
        return None, words
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return int(found[1] or found[2]), " ".join(rest.split())


def mark(turn: Turn, words: str) -> Answer:
    """ลงชื่อแล้ว 1-12 15: signatures seen on the paper sheet, by its lines."""
    return _mark(turn, words, signed=True)


def unmark(turn: Turn, words: str) -> Answer:
    """ยกเลิกลงชื่อ 5: taken back, until the sheet is handed in."""
    return _mark(turn, words, signed=False)


def _mark(turn: Turn, words: str, *, signed: bool) -> Answer:
    lines, rest = lines_in(words)
    if not 1 <= len(lines) <= MOST_AT_ONCE:
        return Answer(TOPIC, [say.marking_needs(turn.w)])
    part = choose_part(turn, rest, say_again="ลงชื่อแล้ว {unit} " + say.ranges(lines))
    if isinstance(part, Answer):
        return part
    if own_role(turn, part) is None:
        return Answer(TOPIC, [say.own_part_only(turn.w)])
    members = {member.line: member for member in people(turn, part, to_change=True)}
    unknown = [line for line in lines if line not in members]
    chosen = [members[line] for line in lines if line in members]
    moved = [m for m in chosen if (m.signed_at is None) == signed and m.evidence_id is None]
    for member in moved:
        change(turn.session, member, now=turn.now, signed_at=turn.now if signed else None)
    message = say.marked(
        turn.w,
        part=turn.name_of(part.place),
        lines=[member.line for member in moved],
        signed=signed,
        unknown=unknown,
        skipped=[member.line for member in chosen if member not in moved],
        total=sum(member.signed_at is not None for member in members.values()),
        undo_rest=rest,
    )
    return Answer(TOPIC, [message])


def lines_in(words: str) -> tuple[list[int], str]:
    """The lines named, "1-12 15" or "1,2", in order, and the words that are not about lines.

    All or nothing: one that runs backwards, or is longer than any roster, makes all of them
    unread, for half a list marked is a mistake nobody sees.
    """
    plain = re.sub(r"\s*(?:ถึง|to)\s*", "-", re.sub(r"และ|กับ|ลำดับที่|ลำดับ|and", " ", words))
    found = re.search(r"[\d\s,–-]*\d[\d\s,–-]*$", plain)
    if found is None:
        return [], words
    lines: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*(\d+))?", found[0]):
        end = last or first
        if len(first) > LONGEST_LINE or len(end) > LONGEST_LINE or int(end) < int(first):
            return [], words
        lines.update(range(int(first), min(int(end), int(first) + MOST_AT_ONCE) + 1))
    return sorted(lines), plain[: found.start()].strip()
