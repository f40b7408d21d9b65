"""All attacks, in the order of the report."""

from tests.attacks import codes, files, pages, people, secrets, webhook
from tests.attacks.ground import Attack

ROOMS = (webhook, codes, pages, people, files, secrets)

ATTACKS: list[Attack] = [attack for room in ROOMS for attack in room.ATTACKS]
