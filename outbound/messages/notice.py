"""The privacy notice (PDPA s.23): its sections, its version, and word that it changed.

The version is made of the words themselves and the office's facts in them, so it cannot be
forgotten when either changes.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from outbound.messages.cards import Message, text
from outbound.messages.wording import Sentences, Wording
from rules.language import Language

SHORT = ("invitation.voluntary", "invitation.stored", "invitation.how_to_stop", "unit.stored")
"""What is said of it at the first contact."""

FACTS = ("controller", "contact", "dpo")
"""What the campaign file gives, in Thai and (`_en`) English."""

Sections = list[tuple[str, str]]
"""Headings with what stands below them."""


def sections(w: Wording, facts: Mapping[str, Any], *, of_staff: bool) -> Sections:
    """The whole notice; staff are on a roster, outsiders are not."""
    controller, contact, dpo = (w.pick(facts[name], facts[f"{name}_en"]) for name in FACTS)
    why, what = w("privacy.why"), w("privacy.what")
    how_long = w("privacy.how_long", days=int(facts["retention_days"]))
    if of_staff:
        why, what, how_long = (w(f"staff_data.{key}") for key in ("why", "what", "how_long"))
    return [
        (w("privacy.who_label"), controller),
        (w("privacy.why_label"), why),
        (w("privacy.what_label"), what),
        (w("privacy.how_long_label"), how_long),
        (w("privacy.to_whom_label"), w("privacy.to_whom")),
        (w("privacy.rights_label"), w("privacy.rights")),
        (w("privacy.contact_label"), f"{contact} · DPO: {dpo}"),
    ]


def notice_words(overrides: Sentences, facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """Everything the notice says to anybody, by language."""
    words = {}
    for language in Language:
        w = Wording(language, overrides)
        told = [w(key) for key in SHORT]
        for of_staff in (False, True):
            told += [f"{head}: {said}" for head, said in sections(w, facts, of_staff=of_staff)]
        words[language.value] = told
    return words


def notice_version(overrides: Sentences, facts: Mapping[str, Any]) -> str:
    """Twelve characters that change with any word of it."""
    said = {name: facts[name] for name in sorted(facts) if not name.endswith("_confirmed")}
    return _version(json.dumps([dict(overrides), said], sort_keys=True, default=dict))


@lru_cache(maxsize=64)
def _version(given: str) -> str:
    overrides, facts = json.loads(given)
    words = json.dumps(notice_words(overrides, facts), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def changed(w: Wording, *, link: str) -> Message:
    """Said once, with an answer, to who was shown an earlier version."""
    return text(w("privacy.changed", link=link))
