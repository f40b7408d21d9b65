"""แจกลิงก์ and แจ้งตอบ: people helped at a counter without LINE, with ten minutes to undo."""

import re
from datetime import timedelta

from sqlalchemy import select, update

from handlers.scope import choose
from handlers.turn import Answer, Turn
from models.agency import Unit
from models.audit import audit
from models.campaign import Instrument
from models.counting import AssistedTally, Cell, Figure, Source, count
from outbound.messages import coordinator as say
from outbound.messages import evidence as say_evidence
from reports.quota_progress import UnitProgress, quota_progress

TOPIC = "tally"
UNDO_WITHIN = timedelta(minutes=10)
MOST_AT_ONCE = 200
"""A day's crowd at one counter; more in one go is a slip of the finger."""

WORDS = {
    (Instrument.EIT, Figure.REACHED): "แจกลิงก์",
    (Instrument.EIT, Figure.REPORTED): "แจ้งตอบ",
    (Instrument.IIT, Figure.REACHED): "แจกบัตร",
}


def hand_out(turn: Turn, words: str) -> Answer:
    """Adds to `reached`: links handed over on paper or by word of mouth."""
    return _add(turn, words, Figure.REACHED)


def hand_out_cards(turn: Turn, words: str) -> Answer:
    """แจกบัตร 12: staff cards handed over, which bring IIT's link without LINE (domain.md §9.6)."""
    return _add(turn, words, Figure.REACHED, Instrument.IIT)


def told(turn: Turn, words: str) -> Answer:
    """Adds to `reported`: people who told a counter officer that they had answered."""
    return _add(turn, words, Figure.REPORTED)


def _add(turn: Turn, words: str, figure: Figure, instrument: Instrument = Instrument.EIT) -> Answer:
    command = WORDS[(instrument, figure)]
    found = re.match(
        r"(?P<unit>.*?)\s*(?P<sign>[-+]?)(?P<amount>\d{1,9})\s*(?:คน|ราย|ใบ|people|cards)?$", words
    )
    amount = int(found["amount"]) if found else 0
    if found is None or found["sign"] == "-" or not 1 <= amount <= MOST_AT_ONCE:
        return _needs(turn, command, "number" if found is None else "range")
    chosen = choose(turn, found["unit"].strip(), say_again=f"{command} {{unit}} {amount}")
    if isinstance(chosen, Answer):
        return chosen
    asks = turn.campaign.has_iit if instrument == Instrument.IIT else turn.campaign.has_eit
    if not asks(chosen.code):
        return _needs(turn, command, "unit")
    if not turn.campaign.is_open(turn.today):
        return _needs(turn, command, "closed")
    before = _line(turn, chosen, instrument)
    if instrument == Instrument.IIT and _handed(before) + amount > (before.eligible or 0):
        refused = say_evidence.too_many_cards(
            turn.w, eligible=before.eligible, handed=_handed(before)
        )
        return Answer(TOPIC, [refused])
    tally = AssistedTally(
        agency_id=turn.agency.id,
        campaign_id=turn.campaign.id,
        unit_id=chosen.id,
        instrument=instrument,
        figure=figure,
        amount=amount,
        recorded_by=turn.roles[0].id,
        recorded_at=turn.now,
    )
    turn.session.add(tally)
    turn.session.flush()
    _count(turn, tally, amount)
    _audit(turn, "tally added", chosen, tally)
    saved = say.tally_saved(
        turn.w,
        unit=turn.name_of(chosen),
        figure=_told_as(tally),
        amount=amount,
        new_total=_figure(before, figure) + amount,
        undo_minutes=int(UNDO_WITHIN.total_seconds() // 60),
        undo_data=f"undo={tally.id}",
    )
    return Answer(TOPIC, [saved])


def undo(turn: Turn, which: str) -> Answer:
    """Takes back the person's own latest tally, or the one of that number, within ten minutes."""
    mine = [role.id for role in turn.roles]
    query = select(AssistedTally).where(
        AssistedTally.agency_id == turn.agency.id,
        AssistedTally.campaign_id == turn.campaign.id,
        AssistedTally.recorded_by.in_(mine),
        AssistedTally.recorded_at > turn.now - UNDO_WITHIN,
        AssistedTally.undone_at.is_(None),
    )
    if which.isdigit():
        query = query.where(AssistedTally.id == int(which[:15]))
    tally = turn.session.scalar(query.order_by(AssistedTally.id.desc()).limit(1))
    if tally is None or not _undo_once(turn, tally):
        return Answer(TOPIC, [say.nothing_to_undo(turn.w)])
    unit = turn.session.get_one(Unit, tally.unit_id)
    before = _line(turn, unit, Instrument(tally.instrument))
    _count(turn, tally, -tally.amount)
    _audit(turn, "tally undone", unit, tally)
    undone = say.tally_undone(
        turn.w,
        unit=turn.name_of(unit),
        figure=_told_as(tally),
        amount=tally.amount,
        new_total=_figure(before, Figure(tally.figure)) - tally.amount,
    )
    return Answer(TOPIC, [undone])


def _undo_once(turn: Turn, tally: AssistedTally) -> bool:
    done = turn.session.execute(
        update(AssistedTally)
        .where(AssistedTally.id == tally.id, AssistedTally.undone_at.is_(None))
        .values(undone_at=turn.now)
        .returning(AssistedTally.id)
    )
    return done.first() is not None


def _count(turn: Turn, tally: AssistedTally, amount: int) -> None:
    cell = Cell(tally.agency_id, tally.campaign_id, tally.unit_id, Instrument(tally.instrument))
    count(turn.session, cell, Figure(tally.figure), Source.ASSISTED, at=turn.now, amount=amount)


def _line(turn: Turn, unit: Unit, instrument: Instrument) -> UnitProgress:
    """The unit's figures before this transaction: what it adds is written at its end."""
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    return next(line for line in progress.of(instrument) if line.unit.id == unit.id)


def _figure(line: UnitProgress, figure: Figure) -> int:
    """What the tally adds to; of staff, the cards alone: some who have one are in LINE, too."""
    return _handed(line) if line.instrument == Instrument.IIT else line.figure(figure)


def _handed(line: UnitProgress) -> int:
    return line.by_source.get(Figure.REACHED, {}).get(Source.ASSISTED, 0)


def _told_as(tally: AssistedTally) -> str:
    """The name under which the answer speaks of the figure."""
    return "cards" if tally.instrument == Instrument.IIT else str(tally.figure)


def _needs(turn: Turn, command: str, problem: str) -> Answer:
    unit = turn.short_name_of(turn.units[0])
    problem_words = turn.w(f"tally.problem.{problem}", most=MOST_AT_ONCE)
    example = f"{command} {unit} 5"
    return Answer(TOPIC, [say.tally_needs(turn.w, example=example, problem=problem_words)])


def _audit(turn: Turn, action: str, unit: Unit, tally: AssistedTally) -> None:
    audit(
        turn.session,
        turn.agency.id,
        at=turn.now,
        actor=f"role {tally.recorded_by}",
        action=action,
        unit=unit.code,
        instrument=str(tally.instrument),
        figure=str(tally.figure),
        amount=tally.amount,
    )
