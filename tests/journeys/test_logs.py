"""A day's logs of the real processes hold nothing of anybody: read as a thief would."""

import contextlib
import json
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

from tests.conftest import KEYS
from tests.journeys.conftest import Product, until
from tests.journeys.test_processes import new_point

SAID = "ขอร้องเรียนเรื่องเงินทอน 0812345678"


def test_a_day_leaves_no_words_names_addresses_or_secrets_in_the_logs(
    product: Product, tmp_path: Path
) -> None:
    for name in ("web", "worker", "scheduler"):
        product.kill(name, signal.SIGTERM)
    log = tmp_path / "log"
    product.log = log
    product.start("web", "worker", "scheduler")
    code = new_point(product)
    malee = product.person("มาลี ใจดี")
    hook = product.line.webhooks
    key = json.loads(product.flask("role", "invite", "owner", "--json"))["code"]
    for number, words in enumerate([code, SAID, "ตอบแล้ว", key, "เว็บเจ้าหน้าที่", "สถานะ"]):
        assert hook.say(malee, words) == 200
        until(lambda n=number: len(product.heard(malee)) > n, f"an answer to the {number}th")
    link = next(
        words
        for words in json.dumps(product.heard(malee)).split('"')
        if "/desk/in/" in words and words.startswith("http")
    )
    addresses = [
        f"{product.web}/q/{code}?from=secret-place",
        f"{product.web}/q/EIT-WRONG",
        link,
        f"{product.web}/desk/in/not-a-token",
        f"{product.web}/desk/",
    ]
    for address in addresses:
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(address, timeout=10).close()
    bad_request(product, f"GET /desk/in/{link[-20:]} HTTP/9.9 {SAID}\r\n\r\n")
    product.line.faults.mode, product.line.faults.left = "500", 1
    hook.say(malee, "เมนู")
    until(lambda: len(product.heard(malee)) > 6, "the answer after LINE's bad day")
    for name in ("web", "worker", "scheduler"):
        product.kill(name, signal.SIGTERM)
    kept = log.read_text()
    assert '"worker started"' in kept
    for line in kept.splitlines():
        json.loads(line)
    for secret in (
        *(SAID, "0812345678", "มาลี", malee.user_id, code, key, "secret-place"),
        *(link.rsplit("/", 1)[1], *KEYS, "simulator-token", "simulator-secret"),
    ):
        assert secret not in kept


def bad_request(product: Product, raw: str) -> None:
    with socket.create_connection(("127.0.0.1", int(product.env["PORT"])), timeout=10) as line:
        line.sendall(raw.encode())
        assert b"400" in line.recv(200)
