"""Whether an address may be handed out as the NACC's questionnaire (domain.md §7)."""

import re
from urllib.parse import SplitResult, urlsplit

HOST_ENDING = ".nacc.go.th"

MALFORMED = "ลิงก์ไม่ถูกต้อง โปรดคัดลอกใหม่ทั้งหมด / This is not a complete link; please copy it again."
NOT_HTTPS = "ลิงก์ขึ้นต้นด้วย https:// เท่านั้น / The link must start with https://."
WRONG_HOST = (
    "ลิงก์อยู่บนเว็บไซต์ที่ลงท้ายด้วย .nacc.go.th เท่านั้น"
    " / The link must be on a site whose name ends in .nacc.go.th."
)
HAS_EXTRAS = (
    "ลิงก์ต้องไม่มีชื่อผู้ใช้ พอร์ต หรือข้อความต่อท้ายหลัง ? และ #"
    " / The link must have no user name, port, ?parameters or #fragment."
)
NO_PAGE = "ลิงก์นี้เป็นหน้าแรกของเว็บไซต์ ไม่ใช่แบบวัด / This is the site's front page, not a questionnaire."
BAD_CODE = (
    "ลิงก์รูปแบบ /go/ ลงท้ายด้วยรหัส 6 ตัว เป็นตัวพิมพ์เล็ก a-z หรือเลข 0-9"
    " / A /go/ link ends in a code of six lower-case letters or digits."
)
WRONG_INSTRUMENT = (
    "ลิงก์นี้เป็นของแบบวัดอื่น ไม่ใช่ {instrument}"
    " / This link belongs to another questionnaire, not {instrument}."
)

_PRINTABLE = re.compile(r"[!-~]+")
# urlsplit takes "evil.example\.nacc.go.th" for one name; browsers go to evil.example.
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
_GO_PATH = re.compile(r"/go/(?:eit|iit|oit)/[a-z0-9]{6}")
_INSTRUMENTS = frozenset({"eit", "iit", "oit"})


def problem_with(url: str, instrument: str) -> str | None:
    """Why the address cannot be `instrument`'s ("EIT", "IIT") link, Thai / English; None if it can.

    The /go/ form is checked to the letter. Another path passes, for the host may change.
    """
    parts = _split(url)
    if parts is None:
        return MALFORMED
    if parts.scheme != "https":
        return NOT_HTTPS
    # netloc still holds what hostname leaves out: user, password, port.
    if parts.netloc.lower() != parts.hostname or "?" in url or "#" in url:
        return HAS_EXTRAS
    if not _HOST.fullmatch(parts.hostname) or not parts.hostname.endswith(HOST_ENDING):
        return WRONG_HOST
    return _problem_with_path(parts.path, instrument)


def is_placeholder(url: str) -> bool:
    """Whether the code is a stand-in from our demo campaign ("demo…"), not the NACC's."""
    parts = _split(url)
    return parts is not None and _segments(parts.path)[-1].startswith("demo")


def _problem_with_path(path: str, instrument: str) -> str | None:
    if path in ("", "/"):
        return NO_PAGE
    if not _PATH.fullmatch(path):
        return MALFORMED
    segments = _segments(path.lower())
    if (_INSTRUMENTS - {instrument.lower()}) & set(segments):
        return WRONG_INSTRUMENT.format(instrument=instrument.upper())
    if segments[0] == "go" and not _GO_PATH.fullmatch(path):
        return BAD_CODE
    return None


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _split(url: str) -> SplitResult | None:
    """The address in parts; None when it is none, or holds blanks urlsplit would drop unsaid."""
    if not _PRINTABLE.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme and parts.netloc else None
