"""A campaign changed at the desk: the same checks as a file's, the same way into the tables."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy.orm import Session

from campaigns.load import Loaded, bring_to
from campaigns.parse import check_content
from campaigns.problems import Path, Problem, dotted
from models.audit import audit
from models.campaign import Campaign


def edit_campaign(
    session: Session,
    campaign: Campaign,
    changes: Mapping[Path, object],
    *,
    actor: str,
    now: datetime,
) -> Loaded | list[Problem]:
    """Puts other values in some places of the campaign, or lists every mistake and does nothing.

    The same checks as a file's and the same way into the tables.
    """
    content = copy.deepcopy(campaign.content)
    facts: dict[str, object] = {}
    for path, value in changes.items():
        before = _put(content, path, value)
        if before != value:
            facts[dotted(path)] = _difference(before, value)
    if not facts:
        return Loaded(campaign=campaign, actor=actor)
    file, problems = check_content(content)
    if file is None:
        return problems
    loaded = Loaded(actor=actor)
    bring_to(session, file, loaded, now=now)
    campaign.edited_at = now
    audit(
        session,
        campaign.agency_id,
        at=now,
        actor=actor,
        action="campaign edited",
        campaign=campaign.slug,
        changes=facts,
    )
    return loaded


def as_yaml(campaign: Campaign) -> str:
    """The campaign as it stands, as a file that loads to the same."""
    text: str = yaml.safe_dump(campaign.content, allow_unicode=True, sort_keys=False, width=100)
    return text


def _difference(before: object, after: object) -> list[object]:
    """What was and what is; of two lists only the items that one of them lacks."""
    if not isinstance(before, list) or not isinstance(after, list):
        return [before, after]
    return [[x for x in before if x not in after], [x for x in after if x not in before]]


def _put(content: Any, path: Path, value: object) -> object:
    """Writes the value to its place; what was there before."""
    *way, last = path
    for step in way:
        # a mapping newer than the stored campaign starts empty
        content = content.setdefault(step, {}) if isinstance(content, dict) else content[step]
    before = content.get(last) if isinstance(content, dict) else content[last]
    content[last] = value
    return before
