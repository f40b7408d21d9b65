"""YAML as plain data that remembers the line of every key and list item.

PyYAML's own construction is not used: it reads 16:00 as 960 and `no` as false, fails on
2027-02-30 without a place, keeps the last of two equal keys, and follows aliases, with which
a small file can unfold into gigabytes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import yaml

from campaigns.problems import Finding, Path, quoted

LARGEST_FILE = 1_000_000
"""Bytes; a real campaign file has some twenty thousand."""

_ALIAS = "alias"
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
_PLAIN_VALUES: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (re.compile(r"|~|null", re.IGNORECASE), lambda _: None),
    (re.compile(r"true|false", re.IGNORECASE), lambda text: text.lower() == "true"),
    # Nine digits: int() refuses thousands of them. A leading zero is a telephone number.
    (re.compile(r"-?(0|[1-9][0-9]{0,8})", re.ASCII), int),
)
_SYNTAX_KINDS = (
    (r"'\t' that cannot start any token", "yaml_tab"),
    ("mapping values are not allowed", "yaml_colon"),
    ("could not find expected ':'", "yaml_no_colon"),
    ("unexpected end of stream", "yaml_open_quote"),
    ("expected ',' or", "yaml_bracket"),
    ("expected <block end>", "yaml_indent"),
    ("but found another document", "yaml_two_documents"),
)
_STARTS_EARLIER = {"yaml_open_quote", "yaml_bracket", "yaml_no_colon"}


@dataclass
class Document:
    """The file's data (None when it cannot be read), the line of every place, and mistakes.

    `unreadable` are places whose value was left out for a mistake already listed.
    """

    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unreadable: set[Path] = field(default_factory=set)

    def line_of(self, path: Path) -> int:
        """The line of a place, or of what encloses it where the file has no such place."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Composes nodes; every plain scalar stays text, and no alias is followed."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- PyYAML's own class attribute

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.anchor_lines: list[int] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs have gaps
        if getattr(event, "anchor", None) is not None:
            self.anchor_lines.append(event.start_mark.line + 1)
        if self.check_event(yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]  # as above
            return yaml.ScalarNode(_ALIAS, "", event.start_mark, event.end_mark)
        return super().compose_node(parent, index)


def read_yaml(text: str) -> Document:
    """The document in a text; its mistakes are listed, never raised."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        return Document(findings=[Finding("too_large", line=1)])
    document = Document()
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        document.findings += (Finding("yaml_feature", line=line) for line in loader.anchor_lines)
        if node is not None:
            document.data = _value(document, node, ())
    except yaml.YAMLError as error:
        return Document(findings=[_syntax_finding(error, text)])
    except RecursionError:
        return Document(findings=[Finding("too_deep", line=1)])
    return document


def _value(document: Document, node: yaml.Node, path: Path) -> object:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if node.tag not in _PLAIN_TAGS:
        document.unreadable.add(path)
        if node.tag != _ALIAS:
            document.findings.append(Finding("yaml_feature", path))
        return None
    if isinstance(node, yaml.MappingNode):
        return dict(_entries(document, node, path))
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, item, (*path, n)) for n, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def _entries(
    document: Document, node: yaml.MappingNode, path: Path
) -> Iterator[tuple[str, object]]:
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _ALIAS:
            document.findings.append(Finding("key_not_text", path, line=line))
            continue
        here = (*path, key_node.value)
        if here in document.lines:
            facts = {"key": quoted(key_node.value), "first": document.lines[here]}
            document.findings.append(Finding("duplicate_key", here, facts, line))
            continue
        document.lines[here] = line
        yield key_node.value, _value(document, value_node, here)


def _scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.style is not None:
        return text
    readings = (read(text) for pattern, read in _PLAIN_VALUES if pattern.fullmatch(text))
    return next(readings, text)


def _syntax_finding(error: yaml.YAMLError, text: str) -> Finding:
    if isinstance(error, yaml.reader.ReaderError):
        return Finding("not_text", line=text[: error.position].count("\n") + 1)
    said = str(error)
    kind = next((kind for part, kind in _SYNTAX_KINDS if part in said), "yaml_other")
    marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    known = [mark.line + 1 for mark in marks if mark is not None]
    return Finding(kind, line=(min if kind in _STARTS_EARLIER else max)(known, default=1))
