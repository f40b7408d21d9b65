"""The blocks of docs/deploy.md, by the place they stand under."""

import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "deploy.md").read_text()


def blocks(place: str) -> list[str]:
    """What is to be copied from under that anchor, in its order."""
    (part,) = re.findall(rf'<a id="{place}"></a>(.*?)(?=<a id="|\Z)', PAGE, re.S)
    return re.findall(r"^```\n(.*?)^```", part, re.M | re.S)
