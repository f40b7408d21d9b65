"""Events as LINE sends them (webhook.yml): signed, posted, and delivered again when asked."""

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from simulator.platform import Person, Platform

PATIENCE_S = 2.0
"""LINE gives up on a webhook after 2 s."""

BOT = "U" + "0" * 32
"""The account's own user id."""

UNANSWERED = "บอทไม่ได้รับข้อความนี้ · the bot did not take this ({})"

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Webhooks:
    """Posts what people do to the product's webhook."""

    def __init__(self, platform: Platform, *, address: str, secret: str) -> None:
        self.address = address
        self.last: list[dict[str, Any]] = []
        self._platform = platform
        self._secret = secret

    def say(self, person: Person, text: str) -> int:
        """Someone writes."""
        self._platform.note(person, **{"from": "person", "text": text})
        return self._post(person, "message", message=_message("text", text=text, quoteToken="q"))

    def sticker(self, person: Person) -> int:
        """Someone sends a sticker."""
        self._platform.note(person, **{"from": "person", "text": "(สติกเกอร์ · sticker)"})
        facts = {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC"}
        return self._post(person, "message", message=_message("sticker", quoteToken="q", **facts))

    def image(self, person: Person) -> int:
        """Someone sends a picture."""
        self._platform.note(person, **{"from": "person", "text": "(รูปภาพ · picture)"})
        facts = {"contentProvider": {"type": "line"}}
        return self._post(person, "message", message=_message("image", quoteToken="q", **facts))

    def tap(self, person: Person, data: str, shown: str = "") -> int:
        """Someone taps a postback button."""
        self._platform.note(person, **{"from": "person", "text": shown or "(แตะปุ่ม · tapped)"})
        return self._post(person, "postback", postback={"data": data})

    def follow(self, person: Person, *, unblocked: bool = False) -> int:
        """Someone adds the account, or unblocks it."""
        person.blocked, person.friend = False, True
        self._platform.note(person, **{"from": "note", "text": "เพิ่มเพื่อนแล้ว · added as a friend"})
        return self._post(person, "follow", follow={"isUnblocked": unblocked})

    def unfollow(self, person: Person) -> int:
        """Someone blocks the account; such an event carries no reply token."""
        person.blocked = True
        self._platform.note(person, **{"from": "note", "text": "บล็อกแล้ว · blocked"})
        return self._post(person, "unfollow", token=False)

    def deliver_again(self) -> int:
        """The last POST once more, as LINE does when it missed our 200."""
        again = [{**event, "deliveryContext": {"isRedelivery": True}} for event in self.last]
        for event in again:
            self._platform.renew_token(str(event.get("replyToken")))
        return self.deliver(again)

    def deliver(self, events: list[dict[str, Any]], *, to: str | None = None) -> int:
        """Posts events as they are, signed; the status, or 0 when nobody answered in time."""
        if events:  # an empty POST only asks whether anybody is there
            self.last = events
        body = json.dumps({"destination": BOT, "events": events}).encode()
        digest = hmac.digest(self._secret.encode(), body, hashlib.sha256)
        request = urllib.request.Request(  # noqa: S310 (our own http address)
            to or self.address,
            data=body,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "x-line-signature": base64.b64encode(digest).decode(),
                "User-Agent": "LineBotWebhook/2.0",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def _post(self, person: Person, kind: str, *, token: bool = True, **facts: Any) -> int:
        if kind == "message":
            person.wrote_at = self._platform.now()
        event: dict[str, Any] = {
            "type": kind,
            "mode": "active",
            "timestamp": int(self._platform.now().timestamp() * 1000),
            "source": {"type": "user", "userId": person.user_id},
            "webhookEventId": _ulid(self._platform.now()),
            "deliveryContext": {"isRedelivery": False},
            **facts,
        }
        if token:
            event["replyToken"] = self._platform.new_token(person.user_id)
        status = self.deliver([event])
        if status != 200:
            words = UNANSWERED.format(f"HTTP {status}" if status else f"{PATIENCE_S:.0f} s")
            self._platform.note(person, **{"from": "note", "text": words})
        return status


def _message(kind: str, **facts: Any) -> dict[str, Any]:
    ids = {"id": str(secrets.randbelow(10**15)), "markAsReadToken": secrets.token_urlsafe(24)}
    return {"type": kind, **ids, **facts}


def _ulid(now: datetime) -> str:
    head = int(now.timestamp() * 1000)
    stamp = "".join(CROCKFORD[(head >> shift) & 31] for shift in range(45, -1, -5))
    return stamp + "".join(secrets.choice(CROCKFORD) for _ in range(16))
