"""The cumulative chart as SVG: for the desk's pages, for paper and for a picture in chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from rules.thai_digits import thai_digits

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 30, 40
ON_SCREEN, ON_PAPER = 12, 24
"""Size of the letters: paper shows two charts side by side, each at half the width."""

GREEN, GREY, AMBER, INK = "#0f5c4d", "#5b6b67", "#b25e00", "#16302b"


@dataclass(frozen=True)
class Deadline:
    """A day marked on the chart with its short name."""

    day: date
    name: str


@dataclass(frozen=True)
class Chart:
    """What is drawn; `counted` may end before `days` does. `summary` is read out instead.

    `printed` charts have Thai digits and larger letters.
    """

    days: Sequence[date]
    counted: Sequence[int]
    needed: Sequence[float] | None
    target: int | None
    deadlines: Sequence[Deadline]
    closed: Sequence[date]
    months: Sequence[tuple[date, str]]
    summary: str
    printed: bool = False


def draw(chart: Chart) -> str:
    """The chart as an SVG element of 720 x 300 units, without scripts or outside parts."""
    top = max([chart.target or 0, *chart.counted, 10])
    size = ON_PAPER if chart.printed else ON_SCREEN
    across = (WIDTH - LEFT - RIGHT) / max(len(chart.days) - 1, 1)
    up = (HEIGHT - TOP - BOTTOM) / top

    def x(day: date) -> float:
        return LEFT + (day - chart.days[0]).days * across

    def y(people: float) -> float:
        return HEIGHT - BOTTOM - people * up

    parts = [
        *(_band(x(day), across) for day in chart.closed if _within(day, chart)),
        *(_level(y(people), _number(chart, people)) for people in _levels(top)),
        # the last month's name would run over the edge
        *(_month(x(day), n) for day, n in chart.months if x(day) < WIDTH - RIGHT - 50),
        *(_deadline(x(d.day), d.name) for d in chart.deadlines if _within(d.day, chart)),
    ]
    if chart.needed:
        points = zip(chart.days, chart.needed, strict=True)
        parts.append(_line([(x(day), y(n)) for day, n in points], GREY, dashed=True))
    counted = list(zip(chart.days, chart.counted, strict=False))
    if counted:
        parts.append(_line([(x(day), y(n)) for day, n in counted], GREEN))
        last_day, last = counted[-1]
        parts.append(f'<circle cx="{x(last_day):.1f}" cy="{y(last):.1f}" r="4" fill="{GREEN}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(chart.summary, {chr(34): "&quot;"})}" '
        f'font-family="Sarabun, sans-serif" font-size="{size}">{"".join(parts)}</svg>'
    )


def _within(day: date, chart: Chart) -> bool:
    return chart.days[0] <= day <= chart.days[-1]


def _levels(top: int) -> list[int]:
    """Four or five round numbers from nought up."""
    step = next(n for n in _round_steps() if top / n <= 5)
    return list(range(0, top + 1, step))


def _round_steps() -> Sequence[int]:
    return [digit * 10**power for power in range(1, 9) for digit in (1, 2, 5)]


def _band(at: float, wide: float) -> str:
    return (
        f'<rect x="{at - wide / 2:.1f}" y="{TOP}" width="{wide:.2f}" '
        f'height="{HEIGHT - TOP - BOTTOM}" fill="#e9eeec"/>'
    )


def _number(chart: Chart, people: int) -> str:
    return thai_digits(f"{people:,}") if chart.printed else f"{people:,}"


def _level(at: float, people: str) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#d5dedb"/>'
        f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end" fill="{GREY}">{people}</text>'
    )


def _month(at: float, name: str) -> str:
    return f'<text x="{at:.1f}" y="{HEIGHT - 14}" fill="{GREY}">{escape(name)}</text>'


def _deadline(at: float, name: str) -> str:
    anchor = "end" if at > WIDTH / 2 else "start"
    beside = at - 4 if at > WIDTH / 2 else at + 4
    return (
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
        f'stroke="{AMBER}" stroke-dasharray="2 3"/>'
        f'<text x="{beside:.1f}" y="{TOP - 5}" text-anchor="{anchor}" fill="{AMBER}">'
        f"{escape(name)}</text>"
    )


def _line(points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="6 5"' if dashed else ""
    width = 1.5 if dashed else 2.5
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
    )
