"""What stands under a status card's units: sources, the checkpoint, the official total."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from outbound.messages.cards import Message, paragraph, row, stack
from outbound.messages.figures import Totals, UnitLine, moment_words
from outbound.messages.wording import Wording
from rules.thai_dates import thai_date

SOURCES = ("line", "web", "assisted")
FEWEST_SHOWN = 5
"""A breakdown with fewer people than this in one part is not shown (domain.md §9.6)."""


def small_print(sentences: Sequence[str]) -> list[Message]:
    """Sentences in small grey letters, close together; nothing when there are none."""
    words = [paragraph(each, muted=True, size="xs") for each in sentences]
    return [stack(words)] if words else []


def legend(w: Wording, lines: Sequence[UnitLine], totals: Totals) -> list[str]:
    """Answers only what this card's figures make one ask."""
    asked = {
        "status.legend": any(line.remaining and line.pace_needed for line in lines),
        "status.sum": totals.is_more_than_its_parts,
        "status.welcome": any(line.met for line in lines),
    }
    return [w(key) for key, here in asked.items() if here]


def sources_told(w: Wording, sources: Mapping[str, int]) -> list[str]:
    """Through what people told us, unless a part is so small that it points at somebody."""
    parts = {name: sources.get(name, 0) for name in SOURCES if sources.get(name)}
    if not parts or min(parts.values()) < FEWEST_SHOWN:
        return []
    told = " · ".join(w(f"status.source_{name}", count=count) for name, count in parts.items())
    return [w("status.sources", told=told)]


def checkpoint_ahead(w: Wording, totals: Totals, checkpoint: tuple[date, int] | None) -> list[str]:
    """The office's own checkpoint (day, per cent of target) beside where it stands now.

    Said to be internal: no rule of the NACC's asks for EIT in March (domain.md §5).
    """
    if checkpoint is None:
        return []
    day, share = checkpoint
    words = w("status.checkpoint", day=thai_date(day, w.language), share=share)
    if not totals.target or totals.remaining is None:
        return [words]
    now = 100 * (totals.target - totals.remaining) // totals.target
    return [f"{words} {w('status.checkpoint_now', now=now)}"]


def official_beside_ours(
    w: Wording,
    *,
    instrument: str,
    figure: str,
    counted: int,
    official: tuple[int, datetime] | None,
) -> list[Message]:
    """The binding total (people, as of) under our own, and in words why they differ."""
    ours = row(figure, w("status.people", count=counted))
    if official is None:
        theirs = row(w("figure.official"), w("official.none"))
        how = w("status.official_none", instrument=instrument)
        return [stack([ours, theirs, *small_print([how])])]
    count, when = official
    key = "status.official_more" if count > counted else "status.official_fewer"
    if count == counted:
        key = "status.official_same"
    words = w(key, when=moment_words(w, when), gap=abs(count - counted))
    theirs = row(w("figure.official"), w("status.people", count=count))
    return [stack([ours, theirs, *small_print([words])])]
