"""ยอด ป.ป.ช.: the binding total, typed in from the NACC's screen and confirmed by a tap."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from handlers.scope import RECORDING, has_any
from handlers.turn import Answer, Turn
from models.campaign import Instrument
from models.counting import Figure
from models.pending_answer import PendingAnswer, Question, ask, open_question
from models.quota_cell import latest_official, record_official
from outbound.messages import coordinator as say
from reports.quota_progress import quota_progress

TOPIC = "official"
ASKED_FOR = timedelta(minutes=10)
LARGEST = 100_000


def show_or_record(turn: Turn, words: str) -> Answer:
    """ยอด shows; ยอด ป.ป.ช. EIT 312 asks for a confirming tap and then records."""
    found = re.search(r"\b(?P<instrument>eit|iit)\b\D*(?P<count>\d[\d,]*)", words)
    if found is None:
        return _show(turn)
    if not has_any(turn, RECORDING):
        return Answer("permission", [say.no_permission(turn.w, what=turn.w("figure.official"))])
    number = int(found["count"].replace(",", "")[:9])
    if number > LARGEST:
        return _show(turn)
    return _ask(turn, Instrument(found["instrument"].upper()), number)


def _ask(turn: Turn, instrument: Instrument, number: int) -> Answer:
    token = secrets.token_hex(8)
    question = PendingAnswer(
        respondent_id=turn.person.id,
        question=Question.OFFICIAL,
        agency_id=turn.agency.id,
        token=token,
        facts={"instrument": instrument, "count": number, "as_of": turn.now.isoformat()},
        expires_at=turn.now + ASKED_FOR,
    )
    ask(turn.session, question)
    before = latest_official(turn.session, turn.agency.id, turn.campaign.id).get(instrument)
    message = say.official_confirm(
        turn.w,
        instrument=instrument,
        count=number,
        as_of=turn.now,
        previous=(before.count, before.as_of) if before else None,
        token=token,
    )
    return Answer(TOPIC, [message])


def confirm(turn: Turn, token: str) -> Answer:
    """Records the total the question was about; a tap on an older card records nothing."""
    asked = open_question(turn.session, turn.person.id, Question.OFFICIAL, now=turn.now)
    if asked is None or not has_any(turn, RECORDING) or token not in ("", asked.token):
        return Answer(TOPIC, [say.official_expired(turn.w)])
    facts: dict[str, Any] = asked.facts
    turn.session.delete(asked)
    instrument, as_of = Instrument(facts["instrument"]), datetime.fromisoformat(facts["as_of"])
    actor = f"role {turn.roles[0].id}"
    record_official(
        turn.session,
        agency_id=turn.agency.id,
        campaign_id=turn.campaign.id,
        instrument=instrument,
        number=int(facts["count"]),
        as_of=as_of,
        actor=actor,
        now=turn.now,
    )
    saved = say.official_saved(
        turn.w, instrument=instrument, count=int(facts["count"]), as_of=as_of
    )
    return Answer(TOPIC, [saved])


def _show(turn: Turn) -> Answer:
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    rows = []
    for instrument in Instrument:
        official = progress.official.get(instrument)
        rows.append(
            (
                str(instrument),
                official.count if official else None,
                official.as_of if official else None,
                progress.total(instrument, Figure.REPORTED),
            )
        )
    return Answer(
        TOPIC, [say.official_shown(turn.w, rows=rows, may_record=has_any(turn, RECORDING))]
    )
