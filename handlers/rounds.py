"""รอบเตือนถัดไป, ระงับรอบเตือน, ให้ส่งตามกำหนด, ส่ง OIT แล้ว: the owner's hand on what goes out."""

from datetime import date

from handlers.scope import choose
from handlers.turn import Answer, Turn
from models import reminder
from models.allowance import AllowanceMonth, month_of
from models.base import insert
from models.reminder import MilestoneTick
from outbound.messages import reminder as say

TOPIC = "round"


def next_round(turn: Turn, _words: str) -> Answer:
    """The next round not sent: how many people, what it costs, what it says."""
    current = reminder.next_round(turn.session, turn.campaign, turn.today)
    if current is None:
        return Answer(TOPIC, [say.no_round(turn.w)])
    message = say.round_card(
        turn.w,
        day=current.day,
        state=current.state,
        people=current.people,
        left=_left(turn, current.day),
        samples=say.samples(
            turn.w,
            current.texts,
            office=turn.office_name,
            minutes=turn.campaign.minutes,
            closes_on=turn.campaign.closes_on,
        ),
    )
    return Answer(TOPIC, [message])


def hold(turn: Turn, _words: str) -> Answer:
    """Nothing of the next round goes out until it is let go."""
    return _change(turn, hold=True)


def release(turn: Turn, _words: str) -> Answer:
    """The round held goes as planned."""
    return _change(turn, hold=False)


def _change(turn: Turn, *, hold: bool) -> Answer:
    current = reminder.next_round(turn.session, turn.campaign, turn.today)
    if current is None or not reminder.hold_or_release(
        turn.session, current, hold=hold, by=turn.roles[0], now=turn.now
    ):
        return Answer(TOPIC, [say.round_too_late(turn.w)])
    return Answer(TOPIC, [say.round_changed(turn.w, day=current.day, held=hold)])


def _left(turn: Turn, day: date) -> int:
    ledger = turn.session.get(AllowanceMonth, (turn.agency.id, month_of(day)))
    if ledger is not None:
        return ledger.left
    return int(turn.campaign.reminders["allowance"]["monthly"])


def tick_oit(turn: Turn, words: str) -> Answer:
    """ส่ง OIT แล้ว: the unit's files are on the shared drive, as far as the unit says."""
    unit = choose(turn, words, say_again="ส่ง OIT แล้ว {unit}")
    if isinstance(unit, Answer):
        return unit
    open_ones = [m for m in turn.campaign.milestones if m["kind"] in ("oit", "school_lists")]
    mine = [m for m in open_ones if m["owner"] in ("every_unit", unit.code)]
    if not mine:
        return Answer(TOPIC, [say.nothing_to_tick(turn.w)])
    chosen = next((m for m in mine if m["kind"] == "oit"), mine[0])
    statement = insert(turn.session, MilestoneTick).values(
        agency_id=turn.agency.id,
        campaign_id=turn.campaign.id,
        unit_id=unit.id,
        milestone=chosen["code"],
        ticked_at=turn.now,
        ticked_by=turn.roles[0].id,
    )
    turn.session.execute(statement.on_conflict_do_nothing())
    label = turn.w.pick(str(chosen["label_th"]), str(chosen["label_en"]))
    return Answer(TOPIC, [say.ticked(turn.w, unit=turn.name_of(unit), label=label)])
