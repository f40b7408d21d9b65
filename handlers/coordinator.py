"""What people of the office may type, who may, and which units they see (domain.md §8)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from handlers import (
    desk_link,
    figures,
    handing_in,
    invite_text,
    official,
    points,
    report_link,
    role_change,
    rounds,
    signatures,
    staff_cards,
    tally,
)
from handlers.scope import (
    ANYBODY,
    COORDINATING,
    EVERYONE,
    MANAGING,
    POSTING,
    RECORDING,
    has_any,
    own_unit,
)
from handlers.turn import Answer, Turn
from models.pending_answer import close_questions
from models.role import RoleName
from outbound.messages import coordinator as say
from rules.line_event import Event

log = structlog.get_logger()


@dataclass(frozen=True)
class Command:
    """Words, who may say them, and what they do; `rest` is what follows the words.

    `shown` is how the help writes it, in Thai and in English; a command without is not listed.
    """

    pattern: str
    may: frozenset[RoleName]
    act: Callable[[Turn, str], Answer | None]
    shown: tuple[str, str] | None = None
    help_key: str = ""


COMMANDS = [
    Command("สถานะ|status", EVERYONE, figures.status, ("สถานะ", "status"), "help.status"),
    Command("ยังขาด|คงเหลือ|gaps?", EVERYONE, figures.gaps, ("ยังขาด", "gaps"), "help.gaps"),
    Command(
        "แจกลิงก์|แจกลิงค์|แจกลิ้งค์|แจกลิ้งก์|handed",
        COORDINATING,
        tally.hand_out,
        ("แจกลิงก์ {unit} 5", "handed {unit} 5"),
        "help.hand_out",
    ),
    Command(
        "แจ้งตอบ|told", COORDINATING, tally.told, ("แจ้งตอบ {unit} 5", "told {unit} 5"), "help.told"
    ),
    Command(
        "ยังไม่ลงชื่อ|ยังไม่ได้ลงชื่อ|unsigned",
        EVERYONE,
        signatures.unsigned,
        ("ยังไม่ลงชื่อ", "unsigned"),
        "help.unsigned",
    ),
    Command(
        "ใบลงชื่อ|signature sheet|sheet(?! handed)",
        COORDINATING,
        signatures.sheet,
        ("ใบลงชื่อ", "signature sheet"),
        "help.sheet",
    ),
    Command(
        "ลงชื่อแล้ว|ลงลายมือชื่อแล้ว|signed",
        COORDINATING,
        signatures.mark,
        ("ลงชื่อแล้ว 1-12 15", "signed 1-12 15"),
        "help.mark",
    ),
    Command("ยกเลิกลงชื่อ|unsign", COORDINATING, signatures.unmark),
    Command(
        "ส่งใบลงชื่อแล้ว|ส่งใบลงชื่อ|sheet handed in",
        COORDINATING,
        handing_in.hand_in,
        ("ส่งใบลงชื่อแล้ว", "sheet handed in"),
        "help.hand_in",
    ),
    Command(
        "รับแล้ว|received",
        MANAGING,
        handing_in.receive,
        ("รับแล้ว {unit}", "received {unit}"),
        "help.receive",
    ),
    Command(
        "ส่งคืนแก้ไข|ส่งคืน|return",
        MANAGING,
        handing_in.give_back,
        ("ส่งคืนแก้ไข {unit}", "return {unit}"),
        "help.give_back",
    ),
    Command(
        "แจกบัตร(?:แล้ว)?|cards",
        COORDINATING,
        tally.hand_out_cards,
        ("แจกบัตร {unit} 12", "cards {unit} 12"),
        "help.cards_out",
    ),
    Command(
        "ออกบัตรใหม่|new card",
        COORDINATING,
        staff_cards.new_card,
        ("ออกบัตรใหม่ 12", "new card 12"),
        "help.new_card",
    ),
    Command(
        "บัตร ?iit|บัตรลิงก์ ?iit|บัตรบุคลากร|staff cards",
        COORDINATING,
        staff_cards.cards,
        ("บัตร IIT", "staff cards"),
        "help.cards",
    ),
    Command("ยกเลิกยอด|undo", COORDINATING, tally.undo, ("ยกเลิกยอด", "undo"), "help.undo"),
    Command(
        "คิวอาร์(?:โค้ด)?|คิวอาโค้ด|qr(?: ?codes?)?",
        POSTING,
        points.qr,
        ("คิวอาร์ {unit}", "qr {unit}"),
        "help.qr",
    ),
    Command(
        "ข้อความเชิญ|invite text",
        EVERYONE,
        invite_text.show,
        ("ข้อความเชิญ", "invite text"),
        "help.invite",
    ),
    Command(
        "รอบเตือนถัดไป|รอบเตือน|next round",
        MANAGING,
        rounds.next_round,
        ("รอบเตือนถัดไป", "next round"),
        "help.round",
    ),
    Command("ระงับรอบเตือน|hold the round|hold round", MANAGING, rounds.hold),
    Command("ให้ส่งตามกำหนด|release the round|release round", MANAGING, rounds.release),
    Command(
        "ส่ง ?oit ?แล้ว|oit sent",
        COORDINATING,
        rounds.tick_oit,
        ("ส่ง OIT แล้ว", "OIT sent"),
        "help.oit",
    ),
    Command("ยืนยันยอด|confirm total", RECORDING, lambda turn, _: official.confirm(turn, "")),
    Command(
        "ยอด|official", EVERYONE, official.show_or_record, ("ยอด", "official"), "help.official"
    ),
    Command(
        "เปลี่ยนผู้ประสานงาน|replace coordinator",
        MANAGING,
        role_change.replace,
        ("เปลี่ยนผู้ประสานงาน {unit}", "replace coordinator {unit}"),
        "help.replace",
    ),
    Command("รายงาน|report", EVERYONE, report_link.report, ("รายงาน", "report"), "help.report"),
    Command(
        "เว็บเจ้าหน้าที่|โต๊ะงาน|desk",
        ANYBODY,
        desk_link.desk,
        ("เว็บเจ้าหน้าที่", "desk"),
        "help.desk",
    ),
]


def handle(turn: Turn, said: str) -> Answer | None:
    """Does what a person of the office typed; None when it is no command of theirs."""
    for command in COMMANDS:
        found = re.match(rf"(?:{command.pattern})(?P<rest>.*)$", said, re.DOTALL)
        if found is None:
            continue
        if has_any(turn, command.may):
            return command.act(turn, found["rest"].strip(" :,-"))
        log.info("not permitted", person=turn.person.id, command=command.pattern.split("|")[0])
        return Answer("permission", [say.no_permission(turn.w, what=found[0])])
    return None


def help_answer(turn: Turn) -> Answer:
    """The words this person may use."""
    unit = own_unit(turn)
    shown = turn.short_name_of(unit) if unit else turn.short_name_of(turn.units[0])
    words = [
        (turn.w.pick(*command.shown).format(unit=shown), turn.w(command.help_key))
        for command in COMMANDS
        if command.shown is not None and has_any(turn, command.may)
    ]
    role_names = ", ".join(dict.fromkeys(turn.w(f"role.{role.name}") for role in turn.roles))
    unit_name = turn.name_of(unit) if unit else None
    return Answer("help", [say.help(turn.w, role_name=role_names, unit=unit_name, words=words)])


def in_group(turn: Turn) -> Answer | None:
    """In a group only when called by name, by a person of the office, and totals only."""
    if not has_any(turn, EVERYONE) or "สถานะ" not in without_mentions(turn.event):
        return None
    return Answer("group totals", [figures.group_totals(turn)])


def without_mentions(event: Event) -> str:
    """The words of a message with the names it calls taken out."""
    words = (event.text or "").encode("utf-16-le")  # LINE counts in UTF-16 units
    for index, length in sorted(event.mention_spans, reverse=True):
        words = words[: 2 * index] + words[2 * (index + length) :]
    return words.decode("utf-16-le", errors="ignore")


def forget_questions(turn: Turn) -> None:
    """Closes whatever was being asked of this person."""
    close_questions(turn.session, turn.person.id)
