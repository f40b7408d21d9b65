"""Switches for LINE's bad days: slow, failing, rate-limited, allowance used up."""

import threading
from dataclasses import dataclass, field

MODES = {
    "none": "ปกติ · working",
    "500": "ล้มเหลว 500 · error 500",
    "500-after-accepting": "รับแล้วแต่ตอบ 500 · takes it, answers 500",
    "reset": "ตัดสาย · hangs up",
    "reset-after-accepting": "รับแล้วตัดสาย · takes it, hangs up",
    "timeout": "ไม่ตอบ · never answers",
    "rate-limited": "ส่งถี่เกินไป 429 · rate limited",
    "allowance-used-up": "โควตาหมด 429 · allowance used up",
    "odd-200": "รับแล้วตอบแปลก · takes it, odd answer",
}
LONGEST_DELAY_MS = 20_000
FOREVER = -1


@dataclass
class Faults:
    """How LINE behaves just now; `left` counts the calls it lasts, -1 for ever.

    `hits` counts the calls that were spoiled so far.
    """

    mode: str = "none"
    delay_ms: int = 0
    left: int = FOREVER
    hits: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def set(self, *, mode: object, delay_ms: object, left: object) -> bool:
        """Switches, or answers False and leaves everything when a value makes no sense."""
        left = FOREVER if left is None else left
        numbers = [value for value in (delay_ms, left) if type(value) is int]
        if mode not in MODES or len(numbers) != 2 or not 0 <= numbers[0] <= LONGEST_DELAY_MS:
            return False
        with self._lock:
            self.mode, (self.delay_ms, self.left) = str(mode), numbers
        return True

    def take(self, method: str) -> str:
        """The mode of this call; a used-up allowance does not touch replies, which are free."""
        with self._lock:
            if self.left == 0 or (self.mode == "allowance-used-up" and method == "reply"):
                return "none"
            mode = self.mode
            self.hits += mode != "none" or self.delay_ms > 0
            if mode != "none" and self.left > 0:
                self.left -= 1
                if self.left == 0:
                    self.mode, self.left = "none", FOREVER
            return mode
