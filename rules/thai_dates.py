"""Bangkok days, Buddhist-era years and the way dates are written (domain.md §11, §12)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from rules.language import Language

# Fixed: Thailand keeps no summer time, and a slim server may lack the time zone database.
BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
BUDDHIST_ERA = 543
FISCAL_YEAR_STARTS_IN = 10

THAI_MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
THAI_MONTHS_SHORT = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
THAI_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
# strftime would follow the server's locale.
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ENGLISH_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def bangkok_date(moment: datetime) -> date:
    """The calendar day in Bangkok at an aware moment."""
    return _in_bangkok(moment).date()


def bangkok_midnight(day: date) -> datetime:
    """The moment a Bangkok day begins, aware UTC."""
    return datetime.combine(day, time.min, BANGKOK).astimezone(UTC)


def fiscal_year(day: date) -> int:
    """The B.E. fiscal year of a day; it starts on 1 October (domain.md §11)."""
    return day.year + BUDDHIST_ERA + (day.month >= FISCAL_YEAR_STARTS_IN)


def thai_date(day: date, language: Language, *, weekday: bool = False) -> str:
    """A day in words: B.E. year in Thai, C.E. in English."""
    if language == Language.THAI:
        words = f"{day.day} {THAI_MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"
        return f"วัน{THAI_WEEKDAYS[day.weekday()]}ที่ {words}" if weekday else words
    words = f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{ENGLISH_WEEKDAYS[day.weekday()]} {words}" if weekday else words


def short_thai_date(day: date, language: Language) -> str:
    """A day where room is scarce: "2 ม.ค. 2567" in Thai, in full in English."""
    if language == Language.THAI:
        return f"{day.day} {THAI_MONTHS_SHORT[day.month - 1]} {day.year + BUDDHIST_ERA}"
    return thai_date(day, language)


def thai_time(moment: datetime, language: Language) -> str:
    """The Bangkok time of day at an aware moment: "เวลา 09.00 น." or "09:00"."""
    local = _in_bangkok(moment)
    return f"เวลา {local:%H.%M} น." if language == Language.THAI else f"{local:%H:%M}"


def _in_bangkok(moment: datetime) -> datetime:
    """Raises ValueError on a naive moment, which Python would read in the server's zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(BANGKOK)
