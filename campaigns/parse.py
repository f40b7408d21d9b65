"""A campaign file read whole: the campaign, or every mistake with its line."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from campaigns.checks import check
from campaigns.draft import Draft
from campaigns.lines import Document, read_yaml
from campaigns.problems import Finding, Path, Problem, dotted, quoted
from campaigns.schema import CampaignFile
from campaigns.sentences import SENTENCES

_KEY_MARK = "[key]"
"""What pydantic adds to a place when the key is wrong, not the value."""


def parse_campaign(text: str) -> tuple[CampaignFile | None, list[Problem]]:
    """Read one file; never raises. The campaign is None as soon as there is one problem.

    1. YAML to plain data with lines; broken syntax ends here, for nothing after it is certain.
    2. Every value by itself (schema.py).
    3. Rules between values (checks.py), on whatever could be read.
    """
    return _read(read_yaml(text))


def check_content(content: object) -> tuple[CampaignFile | None, list[Problem]]:
    """The same for a campaign that is no file: as `Campaign.content` holds it, changed or not."""
    return _read(Document(data=content))


def _read(document: Document) -> tuple[CampaignFile | None, list[Problem]]:
    findings = list(document.findings)
    campaign = None
    if isinstance(document.data, dict):
        campaign, wrong_values = _validate(document.data)
        findings += [*wrong_values, *check(Draft(document.data))]
    elif not findings:
        kind = "empty_file" if document.data is None else "not_a_mapping"
        findings.append(Finding(kind, line=1))
    problems = _in_words(document, findings)
    return (None if problems else campaign), problems


def _validate(data: dict[str, object]) -> tuple[CampaignFile | None, list[Finding]]:
    try:
        return CampaignFile.model_validate(data), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    # A list whose items are all wrong counts as empty to pydantic.
    told = [each for each in errors if each["type"] != "too_short" or not each["input"]]
    findings = [_finding(details) for details in told]
    misspelt = {(*f.path[:-1], f.facts.get("instead")) for f in findings}
    return None, [f for f in findings if f.kind != "missing" or f.path not in misspelt]


def _finding(details: ErrorDetails) -> Finding:
    path: Path = tuple(step for step in details["loc"] if step != _KEY_MARK)
    key, kind = path[-1] if path else "", details["type"]
    facts = {"key": quoted(key), "value": quoted(details["input"]), **details.get("ctx", {})}
    if kind == "extra_forbidden":
        return _unknown_key(path, facts)
    if details["input"] is None and kind.endswith(("_type", "_parsing")):
        return Finding("no_value", path, facts)
    return Finding(kind if kind in SENTENCES else "other", path, facts | {"said": details["msg"]})


def _unknown_key(path: Path, facts: dict[str, object]) -> Finding:
    known = _keys_known_at(path[:-1])
    near = get_close_matches(str(path[-1]), known, n=1)
    if near:
        return Finding("unknown_key_near", path, facts | {"instead": near[0]})
    return Finding("unknown_key", path, facts | {"known": ", ".join(known)})


def _keys_known_at(path: Path) -> Collection[str]:
    kind: Any = CampaignFile
    for step in path:
        fields = getattr(kind, "model_fields", None)
        kind = fields[step].annotation if fields else _item_kind(kind)
    return list(kind.model_fields)


def _item_kind(container: Any) -> Any:
    """What a tuple's items or a dict's values are."""
    return [kind for kind in get_args(container) if kind is not ...][-1]


def _in_words(document: Document, findings: list[Finding]) -> list[Problem]:
    problems = {
        Problem(
            line=finding.line or document.line_of(finding.path),
            where=dotted(finding.path),
            kind=finding.kind,
            **_sentence(finding),
        )
        for finding in findings
        if finding.kind == "yaml_feature" or not _is_unreadable(document, finding.path)
    }
    return sorted(problems, key=lambda problem: (problem.line, problem.where, problem.en))


def _is_unreadable(document: Document, path: Path) -> bool:
    return any(path[:length] in document.unreadable for length in range(len(path) + 1))


def _sentence(finding: Finding) -> dict[str, str]:
    sentence = SENTENCES[finding.kind]
    return {"th": sentence.th.format(**finding.facts), "en": sentence.en.format(**finding.facts)}
