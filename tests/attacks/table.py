"""All attacks, in the order of the report."""

from tests.attacks import webhook
from tests.attacks.ground import Attack

ATTACKS: list[Attack] = [*webhook.ATTACKS]
