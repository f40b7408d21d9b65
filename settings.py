"""Settings from the environment (design.md §2), read once; a wrong one stops the start."""

import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
LINE_API = "https://api.line.me"
SIMULATOR_API = "http://127.0.0.1:8001"
EMBEDDED_DATABASE = f"sqlite:///{VAR / 'outreach.db'}"


class SettingsProblem(Exception):
    """The environment cannot run the product; `problems` has one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What a process needs to know before it starts. Field names are the variables' names."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: str = Field(EMBEDDED_DATABASE, repr=False)  # it may hold a password
    secret_key: str = Field("", repr=False)
    public_base_url: str = ""
    line_api_base: str = ""
    line_channel_secret: str = Field("", repr=False)
    line_channel_access_token: str = Field("", repr=False)
    line_basic_id: str = ""
    agency: str = ""
    simulator: bool = False
    clock_offset: float = 0
    clock_file: str = str(VAR / "simulator" / "clock")
    port: int = Field(8000, ge=1, le=65535)

    @classmethod
    def load(cls, **given: Any) -> "Settings":
        """The environment's settings, completed and checked.

        Raises SettingsProblem with every problem at once.
        """
        return _from_environment() if not given else _checked(cls, given)

    @property
    def secret_keys(self) -> list[str]:
        """Newest first; the others only read what was written before a rotation."""
        return [key.strip() for key in self.secret_key.split(",") if key.strip()]

    @property
    def talks_to_line(self) -> bool:
        """Whether messages reach real people."""
        return self.line_api_base == LINE_API

    def needed_to_serve(self, is_any_stored: Callable[[], bool] = lambda: False) -> None:
        """Stops a process that talks with LINE when it has no channel to talk through.

        Offices may have theirs in the database (`flask agency add`): then none is needed here,
        and what a real channel asks of the other settings is asked for them.
        """
        wanted = {
            "LINE_CHANNEL_SECRET": self.line_channel_secret,
            "LINE_CHANNEL_ACCESS_TOKEN": self.line_channel_access_token,
            "LINE_BASIC_ID": self.line_basic_id,
        }
        missing = [
            f"ไม่ได้ตั้งค่า {name} · {name} is not set: copy it from the LINE Developers console."
            for name, value in wanted.items()
            if not value
        ]
        if len(missing) == len(wanted) and is_any_stored():
            missing = _unfit_for_people(self) if self.talks_to_line else []
        if missing:
            raise SettingsProblem(missing)


@lru_cache(maxsize=1)
def _from_environment() -> Settings:
    return _checked(Settings, {})


def _checked(kind: type[Settings], given: dict[str, Any]) -> Settings:
    try:
        settings = kind(**given)
    except ValidationError as error:
        raise SettingsProblem([_sentence(detail) for detail in error.errors()]) from None
    settings = settings.model_copy(update=_defaults(settings))
    problems = list(_contradictions(settings))
    if problems:
        raise SettingsProblem(problems)
    return settings


def _sentence(detail: Any) -> str:
    name = str(detail["loc"][0]).upper()
    return f"ค่า {name} ไม่ถูกต้อง · {name} is not valid: {detail['msg']}."


def _defaults(settings: Settings) -> dict[str, Any]:
    """Values that depend on others: the simulator's stand-in channel, this machine's address."""
    filled: dict[str, Any] = {
        "line_api_base": (
            settings.line_api_base or (SIMULATOR_API if settings.simulator else LINE_API)
        ).rstrip("/"),
        "public_base_url": (settings.public_base_url or f"http://127.0.0.1:{settings.port}").rstrip(
            "/"
        ),
    }
    if settings.simulator:
        filled["line_channel_secret"] = settings.line_channel_secret or "simulator-secret"
        filled["line_channel_access_token"] = (
            settings.line_channel_access_token or "simulator-token"
        )
        filled["line_basic_id"] = settings.line_basic_id or "@simulator"
    if not settings.secret_key and settings.database_url == EMBEDDED_DATABASE:
        filled["secret_key"] = _embedded_key(VAR / "secret.key")
    return filled


def _embedded_key(path: Path) -> str:
    """The embedded database's own key, made on first use beside it and readable by us alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _contradictions(settings: Settings) -> list[str]:
    real_channel = bool(settings.line_channel_secret or settings.line_channel_access_token)
    stand_in = all(
        value.startswith("simulator")
        for value in (settings.line_channel_secret, settings.line_channel_access_token)
    )
    rules = [
        (
            not settings.secret_key,
            "ไม่ได้ตั้งค่า SECRET_KEY · SECRET_KEY is not set: give 32 or more random characters "
            '(python -c "import secrets; print(secrets.token_urlsafe(48))").',
        ),
        (
            not settings.database_url.startswith(("sqlite:///", "postgresql", "postgres://")),
            "DATABASE_URL ไม่ถูกต้อง · DATABASE_URL must begin with sqlite:/// or postgresql://.",
        ),
        (
            not settings.public_base_url.startswith(("https://", "http://")),
            "PUBLIC_BASE_URL ไม่ถูกต้อง · PUBLIC_BASE_URL must be a web address, https://….",
        ),
        (
            settings.simulator and settings.talks_to_line,
            "SIMULATOR=1 ใช้ร่วมกับ LINE จริงไม่ได้ · SIMULATOR=1 with LINE's own LINE_API_BASE: "
            "unset one of them.",
        ),
        (
            settings.simulator and not stand_in,
            "SIMULATOR=1 ใช้ร่วมกับรหัสช่องทางจริงไม่ได้ · SIMULATOR=1 beside a real channel: unset "
            "LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN, or SIMULATOR.",
        ),
        (
            settings.talks_to_line and settings.clock_offset != 0,
            "CLOCK_OFFSET ใช้กับ LINE จริงไม่ได้ · CLOCK_OFFSET moves the clock: never against real "
            "LINE; set LINE_API_BASE to a stand-in.",
        ),
    ]
    found = [sentence for broken, sentence in rules if broken]
    return found + (_unfit_for_people(settings) if settings.talks_to_line and real_channel else [])


def _unfit_for_people(settings: Settings) -> list[str]:
    """What a real channel does not go with."""
    rules = [
        (
            any(len(key) < 32 for key in settings.secret_keys),
            "SECRET_KEY สั้นเกินไป · SECRET_KEY is too short for real people's data: every key needs "
            "32 characters or more.",
        ),
        (
            not settings.public_base_url.startswith("https://"),
            "PUBLIC_BASE_URL ต้องเป็น https · PUBLIC_BASE_URL must be https:// with a real LINE "
            "channel: LINE shows pictures and opens pages over https only.",
        ),
    ]
    return [sentence for broken, sentence in rules if broken]
