"""A campaign's own words replace a sentence of ours, with no more facts than it carries."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from string import Formatter

from campaigns.draft import Draft
from campaigns.problems import Finding, quoted
from outbound.messages.wording import sentences
from rules.language import Language

WHERE_OURS_ARE = "outbound/messages/wording/*.yaml"


def _own_words_replace_ours(draft: Draft) -> Iterator[Finding]:
    ours = sentences()
    for key in draft.keys("wording"):
        sentence = ours.get(str(key))
        if sentence is None:
            yield _unknown(str(key), list(ours))
            continue
        allowed = _facts(sentence[Language.THAI]) or set()
        for language in Language:
            place = ("wording", key, language.value)
            words = draft.text(*place) or ""
            used = _facts(words)
            if used is None or not used <= allowed:
                known = ", ".join(f"{{{fact}}}" for fact in sorted(allowed)) or "-"
                yield Finding("wrong_fact", place, {"value": quoted(words), "known": known})


def _unknown(key: str, ours: list[str]) -> Finding:
    near = get_close_matches(key, ours, n=1)
    facts = {"key": quoted(key)}
    if near:
        return Finding("unknown_key_near", ("wording", key), facts | {"instead": near[0]})
    return Finding("unknown_key", ("wording", key), facts | {"known": WHERE_OURS_ARE})


def _facts(words: str) -> set[str] | None:
    """The names in braces; None when the braces are not in order or ask for more than a name."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        return None
    if any(form or conversion for _, _, form, conversion in parts):
        return None
    return {name for _, name, _, _ in parts if name is not None}


WORDING_CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (_own_words_replace_ours,)
