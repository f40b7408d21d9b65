"""All attacks, in the order of the report."""

from tests.attacks import pages, webhook
from tests.attacks.ground import Attack

ATTACKS: list[Attack] = [*webhook.ATTACKS, *pages.ATTACKS]
