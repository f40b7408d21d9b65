"""Which version of the privacy notice a person was shown, and telling them when it changed."""

from dataclasses import replace

from handlers.turn import Answer, Turn
from models.campaign import Campaign
from outbound.messages.notice import changed, notice_version

MOST_MESSAGES = 5
"""Of one reply (line-platform.md §2)."""


def version_in_force(campaign: Campaign) -> str:
    """The version of what this campaign says now."""
    return notice_version(campaign.wording, campaign.content["notice"])


def note_notice(turn: Turn) -> None:
    """Remembers that the person was shown today's notice."""
    turn.person.noticed_at = turn.now
    turn.person.notice_version = version_in_force(turn.campaign)


def page_of(turn: Turn) -> str:
    """Where the whole notice can be read by anybody."""
    return f"{turn.office.public_url}/privacy/{turn.agency.slug}"


def with_news(turn: Turn, answer: Answer | None) -> Answer | None:
    """The answer, with word of a changed notice before it: a free reply, once a version.

    Somebody who was never shown one is shown it by their first contact, not by this.
    """
    if turn.erased or turn.event.in_group or turn.event.reply_token is None:
        return answer
    if turn.person.notice_version in (None, version_in_force(turn.campaign)):
        return answer
    if answer is not None and len(answer.messages) >= MOST_MESSAGES:
        return answer
    note_notice(turn)
    news = changed(turn.w, link=page_of(turn))
    if answer is None:
        return Answer("notice", [news])
    return replace(answer, messages=[news, *answer.messages])
