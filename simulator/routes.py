"""What the phone page asks and does, and the phone's own little browser."""

import json
import secrets
from datetime import datetime
from typing import Any

import qrcode
from flask import Blueprint, Response, abort, jsonify, render_template, request
from qrcode.image.svg import SvgPathImage
from werkzeug.wrappers import Response as AnyResponse

from simulator.browser import Browser
from simulator.faults import MODES, Faults
from simulator.menus import Menus
from simulator.moved_clock import BANGKOK, MovedClock
from simulator.platform import MONTHLY_ALLOWANCE, Person, Platform
from simulator.webhooks import Webhooks
from simulator.world import World

LONGEST_TEXT = 5000


def blueprint(  # noqa: C901 (one inner function an address)
    platform: Platform,
    webhooks: Webhooks,
    faults: Faults,
    world: World,
    clock: MovedClock,
    menus: Menus,
) -> Blueprint:
    """The page's addresses."""
    page = Blueprint("page", __name__, url_prefix="/simulator", static_folder="static")
    run = secrets.token_hex(4)  # tells an open page that the simulator was started anew
    _add_switches(page, webhooks, faults, clock)
    browser = Browser(lambda: str(world.facts()["web"]))

    def somebody() -> tuple[Person, dict[str, Any]]:
        given = request.get_json(silent=True) or {}
        person = platform.people.get(str(given.get("person")))
        if person is None:
            abort(404)
        return person, given

    @page.get("/")
    def show() -> str:
        return render_template("phone.html", world=world.facts(), modes=MODES)

    @page.get("/world")
    def get_world() -> Response:
        facts = world.facts()
        people = [_person(person) for person in list(platform.people.values())]
        return jsonify({**facts, "cast": None, "people": people})

    @page.get("/state")
    def state() -> Response:
        person = platform.people.get(request.args.get("person", ""))
        since = request.args.get("since", 0, type=int)
        chat = (
            [_entry(entry) for entry in list(person.chat) if entry["n"] > since] if person else []
        )
        return jsonify(
            {
                "chat": chat,
                "run": run,
                "blocked": bool(person and person.blocked),
                "friend": bool(person and person.friend),
                "menu": menus.shown_to(person.user_id) if person else None,
                "latest": {p.id: _latest(p) for p in list(platform.people.values())},
                "allowance": {"used": platform.used, "limit": MONTHLY_ALLOWANCE},
                "clock": {
                    "now": clock.now().astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M"),
                    "offset": clock.offset,
                },
                "faults": {"mode": faults.mode, "delay_ms": faults.delay_ms, "left": faults.left},
            }
        )

    @page.get("/menu/<menu_id>.png")
    def menu(menu_id: str) -> Response:
        picture = menus.pictures.get(menu_id)
        return Response(picture, mimetype="image/png") if picture else abort(404)

    @page.post("/people")
    def add_person() -> Response:
        name = str((request.get_json(silent=True) or {}).get("name") or "")[:40]
        number = len(platform.people) + 1
        person = Person(
            id=f"new-{secrets.token_hex(4)}", name=name or f"คนใหม่ {number}", about="ประชาชน"
        )
        return jsonify(_person(platform.add(person)))

    @page.post("/say")
    def say() -> Response:
        person, given = somebody()
        return jsonify({"status": webhooks.say(person, str(given.get("text"))[:LONGEST_TEXT])})

    @page.post("/tap")
    def tap() -> Response:
        person, given = somebody()
        data, shown = str(given.get("data")), str(given.get("shown") or "")
        return jsonify({"status": webhooks.tap(person, data, shown)})

    @page.post("/sticker")
    def sticker() -> Response:
        return jsonify({"status": webhooks.sticker(somebody()[0])})

    @page.post("/follow")
    def follow() -> Response:
        return jsonify({"status": webhooks.follow(somebody()[0])})

    @page.post("/block")
    def block() -> Response:
        person, given = somebody()
        if given.get("blocked"):
            return jsonify({"status": webhooks.unfollow(person)})
        return jsonify({"status": webhooks.follow(person, unblocked=True)})

    @page.get("/qr/<code>.svg")
    def qr(code: str) -> Response:
        poster = next((p for p in world.facts()["posters"] if p["code"] == code), None)
        if poster is None:
            abort(404)
        image = qrcode.make(poster["url"], image_factory=SvgPathImage, border=2)
        return Response(image.to_string(), mimetype="image/svg+xml")

    @page.route("/phone/<person>/q/<path:rest>", methods=["GET", "POST"])
    def phone(person: str, rest: str) -> AnyResponse:
        if person not in platform.people:
            abort(404)
        return browser.open(person, rest)

    @page.get("/oa")
    def oa() -> str:
        """Where LINE would open with words typed in: tells the page around it, or stands alone."""
        return render_template("leave.html", kind="oa", text=request.args.get("text", ""), url="")

    return page


def _add_switches(page: Blueprint, webhooks: Webhooks, faults: Faults, clock: MovedClock) -> None:
    """What moves the rehearsal: the clock, LINE's bad days, a delivery once more."""

    @page.post("/again")
    def again() -> Response:
        return jsonify({"status": webhooks.deliver_again()})

    @page.post("/faults")
    def set_faults() -> Response:
        given = request.get_json(silent=True) or {}
        delay, left = given.get("delay_ms", 0), given.get("left")
        if not faults.set(mode=given.get("mode"), delay_ms=delay, left=left):
            abort(400)
        return jsonify({"mode": faults.mode})

    @page.post("/clock")
    def set_clock() -> Response:
        given = request.get_json(silent=True) or {}
        try:
            if given.get("date"):
                clock.move_to(datetime.fromisoformat(str(given["date"])))
            else:
                clock.move(float(given.get("offset", 0)))
        except (ValueError, TypeError, OverflowError):
            abort(400)
        return jsonify({"offset": clock.offset})


def _latest(person: Person) -> int:
    """The number of the bot's last entry, for the dot beside a name."""
    return max((entry["n"] for entry in list(person.chat) if entry["from"] == "bot"), default=0)


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "part": person.part,
        "about": person.about,
        "blocked": person.blocked,
        "friend": person.friend,
    }


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(json.dumps({**entry, "at": None}))
    at = entry["at"].astimezone(BANGKOK)
    return {**shown, "at": at.strftime("%H:%M"), "day": at.strftime("%Y-%m-%d")}
