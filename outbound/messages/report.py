"""The report in chat: the curve, the sums, where the files are."""

from collections.abc import Sequence
from datetime import datetime

from outbound.messages.cards import Message, card, link_button, paragraph, row
from outbound.messages.figures import Totals, as_of_words
from outbound.messages.wording import Wording


def report(
    w: Wording,
    *,
    office: str,
    fiscal_year: int,
    totals: Sequence[tuple[str, Totals]],
    as_of: datetime,
    picture: str | None,
    link: str,
    minutes: int,
) -> list[Message]:
    """The picture, where there is something to draw, and a card; `totals` by questionnaire."""
    title = w("report.title", office=office, year=fiscal_year)
    body = [
        row(w(f"instrument.{instrument}"), _sum(w, instrument, each)) for instrument, each in totals
    ]
    body += [paragraph(as_of_words(w, as_of), muted=True, size="xs")]
    body += [paragraph(w("report.about", minutes=minutes), muted=True, size="xs")]
    alt = "; ".join([title, *(f"{i} {_sum(w, i, each)}" for i, each in totals)])
    files = card(title=title, body=body, buttons=[link_button(w("report.open"), link)], alt=alt)
    if picture is None:
        return [files]
    return [{"type": "image", "originalContentUrl": picture, "previewImageUrl": picture}, files]


def _sum(w: Wording, instrument: str, each: Totals) -> str:
    figure = w("figure.reported" if instrument == "EIT" else "figure.signed")
    if each.target is None:
        return w("report.untold", figure=figure, counted=each.counted)
    return w(
        "report.sum",
        figure=figure,
        counted=each.counted,
        target=each.target,
        remaining=each.remaining,
    )
