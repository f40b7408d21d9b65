"""What must hold after any fault: each looks at the whole world and counts what it checked."""

import json
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.campaign import Campaign
from models.counting import AssistedTally, Counter
from models.outbox_message import OutboxMessage, OutboxState
from models.respondent import ChannelAddress, Consent, Respondent
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent
from outbound.delivery import LEASE
from outbound.messages.wording import Wording
from reports.recount import recount
from rules.language import Language
from simulator.platform import Accepted
from tests.faults.people import ANSWERED, I_AGREE, STOP, Record, Said
from tests.faults.world import open_work, rounds_not_sent

IN_FLIGHT_S = 5.0
"""A call that left before the answer was known cannot be called back; so long may it take."""

DECIDED_TOGETHER_S = 1.0
"""A transaction may commit a little after the moment it writes down."""

HANDED_OUT = "แจกลิงก์ โยธา "


@dataclass(frozen=True)
class Verdict:
    """How many things were looked at, and a sentence for each that is wrong."""

    checked: int
    wrong: list[str]


@dataclass
class Aftermath:
    """The database, what was acknowledged, and what LINE took, once all has come to rest."""

    session: Session
    campaign: Campaign
    record: Record
    sent: list[tuple[float, Accepted]]
    day: Any
    ready: bool = True
    ended_by_themselves: list[str] = field(default_factory=list)
    clock_was_steady: bool = True

    @cached_property
    def cases(self) -> Mapping[str, SurveyCase]:
        """Cases by LINE user id."""
        rows = self.session.execute(
            select(ChannelAddress.user_id, SurveyCase).join(
                SurveyCase, SurveyCase.respondent_id == ChannelAddress.respondent_id
            )
        )
        return {user_id: case for user_id, case in rows}

    @cached_property
    def people(self) -> Mapping[str, Respondent]:
        """People by LINE user id."""
        rows = self.session.execute(
            select(ChannelAddress.user_id, Respondent).join(
                Respondent, Respondent.id == ChannelAddress.respondent_id
            )
        )
        return {user_id: person for user_id, person in rows}

    @cached_property
    def heard(self) -> Mapping[str, Mapping[str, list[float]]]:
        """By user id and message, when LINE took it."""
        found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for moment, call in self.sent:
            for user_id in call.to:
                for message in call.messages:
                    found[user_id][_plain(message)].append(moment)
        return found


def _plain(message: dict[str, Any]) -> str:
    """A message without its quick replies, which words said later go without."""
    kept = {key: value for key, value in message.items() if key != "quickReply"}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False)


def acknowledged_is_done_once(after: Aftermath) -> Verdict:
    """Each event answered with 200 was handled, and its effect is there once."""
    rows = after.session.execute(select(WebhookEvent.event_id, WebhookEvent.state))
    states: dict[str, list[str]] = defaultdict(list)
    for event_id, state in rows:
        states[event_id].append(state)
    done = ([EventState.HANDLED], [EventState.IGNORED])
    wrong = [
        f"event {event_id} ({after.record.said[event_id].words}) is {states[event_id] or 'lost'}"
        for event_id in after.record.acknowledged
        if states[event_id] not in done
    ]
    return Verdict(len(after.record.acknowledged), [*wrong, *_effects(after), *_tallies(after)])


def _effects(after: Aftermath) -> Iterator[str]:
    said: dict[str, list[str]] = defaultdict(list)
    unsure = {
        each.user_id
        for event_id, each in after.record.said.items()
        if event_id not in after.record.acknowledged
    }
    for each in after.record.said.values():
        said[each.user_id].append(each.words)
    consents = Tally(after.session.scalars(select(Consent.respondent_id)).all())
    for user_id, words in said.items():
        person = after.people.get(user_id)
        if person is None:
            yield f"{user_id} said {words} and was never met"
        elif user_id not in unsure:
            for what, holds in _facts(words, person, after.cases.get(user_id), consents[person.id]):
                if not holds:
                    yield f"{user_id} said {words}: {what}"


def _facts(
    words: list[str], person: Respondent, case: SurveyCase | None, consents: int
) -> Iterator[tuple[str, bool]]:
    if any(each.startswith("EIT-") for each in words):
        yield "no case", case is not None
    if ANSWERED in words:
        yield "not counted as answered", case is not None and case.reported_at is not None
    if STOP in words:
        yield "not noted as stopped", person.opted_out_at is not None
    if I_AGREE in words:
        yield f"{consents} consents", consents == 1
    if "unfollow" in words:
        yield "not noted as gone", person.blocked_at is not None


def _tallies(after: Aftermath) -> Iterator[str]:
    """The coordinator's numbers: all that were acknowledged, none that was never said."""
    said: Tally[int] = Tally()
    sure: Tally[int] = Tally()
    for event_id, each in after.record.said.items():
        if each.words.startswith(HANDED_OUT):
            amount = int(each.words.removeprefix(HANDED_OUT))
            said[amount] += 1
            sure[amount] += event_id in after.record.acknowledged
    kept = Tally(after.session.scalars(select(AssistedTally.amount)).all())
    for amount in {*said, *kept}:
        if not sure[amount] <= kept[amount] <= said[amount]:
            yield (
                f"“{HANDED_OUT}{amount}” was said {said[amount]} times, acknowledged "
                f"{sure[amount]} times and counted {kept[amount]} times"
            )


def line_took_it_once(after: Aftermath) -> Verdict:
    """No message was accepted by LINE twice for one person.

    The people here say nothing twice, so that no two messages to one of them are alike.
    """
    wrong = [
        f"{user_id} was sent {len(moments)} times: {message[:120]}"
        for user_id, messages in after.heard.items()
        for message, moments in messages.items()
        if len(moments) > 1
    ]
    return Verdict(sum(len(messages) for messages in after.heard.values()), wrong)


def silent_after_answering(after: Aftermath) -> Verdict:
    """Who answered, or asked us to stop, got no reminder afterwards."""
    checked, wrong = 0, []
    done_at = _moments_of(after, {ANSWERED, STOP})
    for user_id, said in _said(after, {ANSWERED, STOP}).items():
        checked += 1
        latest = max(_reminded_at(after, user_id), default=0.0)
        if user_id in done_at and latest > done_at[user_id] + IN_FLIGHT_S:
            late = latest - done_at[user_id]
            wrong.append(f"{user_id} was reminded {late:.1f} s after “{said.words}”")
    return Verdict(checked, [*wrong, *_claimed_late(after)])


def _said(after: Aftermath, words: set[str]) -> Mapping[str, Said]:
    return {each.user_id: each for each in after.record.said.values() if each.words in words}


def _moments_of(after: Aftermath, words: set[str]) -> Mapping[str, float]:
    """When LINE took the answer to these words: by then they had been handled."""
    tokens = {each.token: user_id for user_id, each in _said(after, words).items()}
    return {tokens[call.token]: moment for moment, call in after.sent if call.token in tokens}


def _reminded_at(after: Aftermath, user_id: str) -> Iterator[float]:
    for message, moments in after.heard.get(user_id, {}).items():
        if any(title in message for title in TITLES):
            yield from moments


TITLES = [Wording(Language.THAI, {})(f"remind.title.{number}") for number in (1, 2, 3)]


def _claimed_late(after: Aftermath) -> Iterator[str]:
    """Reminders LINE took that were taken up for sending when the answer was in the database."""
    if not after.clock_was_steady:
        return
    rows = after.session.execute(
        select(OutboxMessage.id, OutboxMessage.due_at, SurveyCase.reported_at)
        .join(SurveyCase, SurveyCase.respondent_id == OutboxMessage.respondent_id)
        .where(
            OutboxMessage.reminder_id.is_not(None),
            OutboxMessage.state == OutboxState.SENT,
            SurveyCase.reported_at.is_not(None),
        )
    )
    for number, due_at, reported_at in rows:
        last_try_at = due_at - LEASE  # the lease of its last sender
        late = (last_try_at - reported_at).total_seconds()
        if late > DECIDED_TOGETHER_S:
            yield f"message {number}, a reminder, was taken up {late:.1f} s after the answer"


def counters_equal_a_recount(after: Aftermath) -> Verdict:
    """Every counter is what its facts add up to."""
    counters = after.session.scalar(select(func.count()).select_from(Counter)) or 0
    return Verdict(counters, [str(each) for each in recount(after.session, after.campaign)])


def reached_is_true(after: Aftermath) -> Verdict:
    """Nobody counts as reached who said no word of it and to whom LINE took no link."""
    link = after.campaign.survey_url("EIT")  # type: ignore[arg-type]  # a StrEnum's own value
    spoke = set(_said(after, {ANSWERED}))
    checked, wrong = 0, []
    for user_id, case in after.cases.items():
        if case.reached_at is not None:
            checked += 1
            got = any(link in message for message in after.heard.get(user_id, {}))
            if not got and user_id not in spoke:
                wrong.append(f"{user_id} counts as reached and never got the link")
    return Verdict(checked, wrong)


def nothing_is_stuck(after: Aftermath) -> Verdict:
    """No event or message is open, no round was forgotten, every process lives and is well."""
    events = after.session.scalar(select(func.count()).select_from(WebhookEvent)) or 0
    messages = after.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    left, late = open_work(after.session), rounds_not_sent(after.session, after.day)
    facts = [
        (left > 0, f"{left} events and messages are open"),
        *((True, f"the round of {each.day} was never sent") for each in late),
        *((True, f"{name} ended by itself") for name in after.ended_by_themselves),
        (not after.ready, "not ready"),
    ]
    return Verdict(events + messages, [sentence for holds, sentence in facts if holds])


INVARIANTS: Mapping[str, Callable[[Aftermath], Verdict]] = {
    "acknowledged, done once": acknowledged_is_done_once,
    "accepted once a person": line_took_it_once,
    "silent after answering": silent_after_answering,
    "counters = recount": counters_equal_a_recount,
    "reached is true": reached_is_true,
    "nothing stuck": nothing_is_stuck,
}


def judge(after: Aftermath) -> Mapping[str, Verdict]:
    """Every invariant's verdict, in the table's order."""
    return {name: holds(after) for name, holds in INVARIANTS.items()}


def sentences(verdicts: Mapping[str, Verdict]) -> Iterable[str]:
    """All that is wrong."""
    return (f"{name}: {each}" for name, verdict in verdicts.items() for each in verdict.wrong)
