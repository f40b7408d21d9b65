"""Whole stories with real processes, some of them killed half-way."""

import json
import random
import signal
import threading
import time

from tests.journeys.conftest import Product, until


def new_point(product: Product, unit: str = "works") -> str:
    made = json.loads(product.flask("qr", "make", "--unit", unit, "--label", "1", "--json"))
    code: str = made[0]["code"]
    return code


def test_from_the_scan_to_the_coordinators_status(product: Product) -> None:
    code = new_point(product)
    key = json.loads(product.flask("role", "invite", "coordinator", "--unit", "works", "--json"))
    malee, wipa = product.person("มาลี"), product.person("วิภา")
    hook = product.line.webhooks
    assert hook.say(malee, code) == 200
    until(lambda: product.heard(malee), "the invitation came")
    assert hook.say(malee, "ตอบแล้ว") == 200
    until(lambda: len(product.heard(malee)) == 2, "the thanks came")
    hook.say(wipa, key["code"])
    until(lambda: product.heard(wipa), "the hat was given")
    before = len(product.heard(wipa))
    hook.say(wipa, "สถานะ")
    until(lambda: len(product.heard(wipa)) > before, "the status came")
    assert "แจ้งว่าตอบแล้ว 1 จาก 60 คน" in json.dumps(product.heard(wipa)[-1], ensure_ascii=False)
    figures = product.status("works")
    assert (figures["joined"], figures["reached"], figures["reported"]) == (1, 1, 1)
    product.flask("recount")
    assert {call.method for call in product.line.platform.sent} == {"reply"}  # nothing was pushed


def test_ready_tells_the_truth(product: Product) -> None:
    until(lambda: product._answers("/readyz"), "everything is ready")
    product.kill("worker")
    product.line.webhooks.say(product.person("มาลี"), "สวัสดี")
    assert product._answers("/healthz")
    product.start("worker")
    until(lambda: product._answers("/readyz"), "everything is ready again")


def test_kills_at_any_moment_lose_nothing_and_answer_nobody_twice(product: Product) -> None:
    """Web and worker are killed again and again while people write; LINE redelivers."""
    code = new_point(product)
    chance = random.Random(7)  # the same kills each time
    people = [product.person(f"คน {number}") for number in range(40)]
    product.line.faults.delay_ms = 30
    done = threading.Event()

    def kill_now_and_then() -> None:
        for _ in range(6):
            time.sleep(chance.uniform(0.3, 1.2))
            name = chance.choice(["web", "worker"])
            product.kill(name, signal.SIGKILL)
            product.start(name)
        done.set()

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    for person in people:
        status = product.line.webhooks.say(person, code)
        while status != 200:  # nobody took it: LINE delivers the same event again
            time.sleep(0.1)
            status = product.line.webhooks.deliver_again()
        time.sleep(0.05)
    killer.join(timeout=120)
    assert done.is_set()
    until(lambda: all(product.heard(person) for person in people), "everybody was answered", 60)
    time.sleep(1)
    assert [len(product.heard(person)) for person in people] == [1] * len(people)
    figures = product.status("works")
    assert figures["joined"] == len(people)
    assert figures["reached"] <= len(people)
    product.flask("recount")


def test_lines_bad_days_end_as_written(product: Product) -> None:
    code = new_point(product)
    faults, hook = product.line.faults, product.line.webhooks
    for mode in ("500", "rate-limited"):
        person = product.person(mode)
        faults.mode, faults.left = mode, 1
        hook.say(person, code)
        until(lambda person=person: product.heard(person), f"answered after {mode}")
    for mode in ("500-after-accepting", "reset-after-accepting", "odd-200"):
        person = product.person(mode)
        faults.mode, faults.left = mode, 1
        hook.say(person, code)
        until(lambda person=person: product.heard(person), f"answered despite {mode}")
        time.sleep(1.5)
        assert len(product.heard(person)) == 1, mode
    faults.mode = "none"
    person = product.person("reset")
    faults.mode, faults.left = "reset", 1
    hook.say(person, code)
    time.sleep(2)
    assert product.heard(person) == []  # nobody knows whether LINE took it: not repeated
    hook.say(person, "ความเป็นส่วนตัว")
    until(lambda: len(product.heard(person)) == 1, "the next words are answered")


def test_a_moved_clock_moves_every_process(product: Product) -> None:
    code = new_point(product)
    person = product.person("มาลี")
    with open(product.env["CLOCK_FILE"], "w") as file:
        file.write(str(300 * 86400))
    product.line.webhooks.say(person, code)
    until(lambda: product.heard(person), "an answer came")
    assert "สิ้นสุดแล้ว" in json.dumps(product.heard(person), ensure_ascii=False)
