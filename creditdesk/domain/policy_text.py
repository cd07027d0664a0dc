"""Changing the text of a policy value by value, so that its comments, order and layout stay where nothing changed::

    content = read_yaml(text)[0]
    content["aging"]["dunning_grace_days"] = 5
    rewritten(text, content)      # the same text but for one number

Everything here works on plain values, so that a text which is no valid policy yet can be changed all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import yaml

from creditdesk.domain.policy import (
    Path,
    PolicyDocument,
    PolicyError,
    PolicyProblem,
    plain,
    read_scalar,
    read_yaml,
    write_yaml,
)


class Absent:
    """A value that is not there, unlike one that is there and empty."""


ABSENT = Absent()


def problems_of(text: str) -> tuple[PolicyProblem, ...]:
    """Everything that keeps the text from being a policy; nothing for a valid one."""
    try:
        PolicyDocument.parse_yaml(text)
    except PolicyError as error:
        return error.problems
    return ()


def same(one: Any, other: Any) -> bool:
    """Whether two plain values say the same: 10 and 10.00 do, 1 and true do not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def rewritten(text: str, content: Any) -> str:
    """The text made to say `content`. Only what differs is written anew, and only there comments can be lost.

    Raises PolicyError where the text is no readable YAML.
    """
    if same(read_yaml(text)[0], content):
        return text
    changed = text
    for start, end, written in sorted(_edits(text, yaml.compose(text, Loader=yaml.SafeLoader), content), reverse=True):
        changed = changed[:start] + written + changed[end:]
    try:
        understood = same(read_yaml(changed)[0], content)
    except PolicyError:
        understood = False
    # A layout that nobody would write by hand is written whole; what the text says goes before how it looks.
    return changed if understood else write_yaml(content)


Edit = tuple[int, int, str]


def _edits(text: str, node: Any, content: Any) -> Iterator[Edit]:
    """Pieces of the text to be replaced, the smallest that will do."""
    if same(_read(node), content):
        return
    if isinstance(node, yaml.MappingNode) and isinstance(content, dict):
        values = {_read(key): value for key, value in node.value}
        if values.keys() == content.keys():
            for key, value in values.items():
                yield from _edits(text, value, content[key])
            return
        if not node.flow_style and node.value and values.keys() < content.keys() and _ends_alike(values, content):
            for key, value in values.items():
                yield from _edits(text, value, content[key])
            yield _appended(text, node, {key: content[key] for key in content if key not in values})
            return
    if isinstance(node, yaml.SequenceNode) and isinstance(content, list) and len(node.value) == len(content):
        for each, wanted in zip(node.value, content, strict=True):
            yield from _edits(text, each, wanted)
        return
    yield _replaced(text, node, content)


def _ends_alike(values: dict[Any, Any], content: dict[Any, Any]) -> bool:
    """Whether the new names stand after those that were there, so that they can be written below them."""
    return list(content)[: len(values)] == list(values)


def _appended(text: str, node: yaml.MappingNode, more: dict[Any, Any]) -> Edit:
    # Below the whole last line: what is said behind its value stays with it.
    end = text.find("\n", _end(node))
    end = len(text) if end < 0 else end
    return end, end, "\n" + _indented(write_yaml(more), node.start_mark.column, first=True)


def _replaced(text: str, node: Any, content: Any) -> Edit:
    start, end = node.start_mark.index, _end(node)
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and content and isinstance(content, dict | list):
        return start, end, _indented(write_yaml(content), node.start_mark.column)
    written = write_yaml(content, on_one_line=True).removesuffix("\n").removesuffix("\n...")
    # An empty value begins right behind its colon.
    return start, end, f" {written}" if start == end and text[start - 1 : start] == ":" else written


def _indented(written: str, column: int, *, first: bool = False) -> str:
    space = " " * column
    return (space if first else "") + written.rstrip("\n").replace("\n", f"\n{space}")


def _end(node: Any) -> int:
    """Where the value ends. A list in lines is said to end at the next word, behind its blank lines and comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
    return int(node.end_mark.index)


def _read(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {_read(key): _read(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_read(each) for each in node.value]
    return node.value if node.style else read_scalar(node.value)


# --- Places ----------------------------------------------------------------------------------------------------------


def value_at(content: Any, path: Path) -> Any:
    """The plain value at the path, or ABSENT."""
    for step in path:
        found = _step(content, step)
        if found is ABSENT:
            return ABSENT
        content = content[found]
    return content


def with_value(content: Any, *, path: Path, value: Any) -> Any:
    """The content with the value at the path; ABSENT takes it away. What stands in the way gives place."""
    made = deepcopy(content) if isinstance(content, dict) else {}
    inner = made
    for step in path[:-1]:
        found = _step(inner, step)
        if found is ABSENT or not isinstance(inner[found], dict | list):
            found = step if found is ABSENT else found
            inner[found] = {}
        inner = inner[found]
    last = _step(inner, path[-1])
    if value is not ABSENT:
        inner[path[-1] if last is ABSENT else last] = value
    elif last is not ABSENT:
        del inner[last]
    return made


def _step(content: Any, step: str) -> Any:
    """The key or place that the step names, or ABSENT: a key may be a number that the path names as text."""
    if isinstance(content, dict):
        return next((key for key in content if str(key) == step), ABSENT)
    if isinstance(content, list) and step.isdecimal() and int(step) < len(content):
        return int(step)
    return ABSENT


# --- Two changes of one text -----------------------------------------------------------------------------------------


def taken_over(mine: Any, *, before: Any, after: Any) -> Any:
    """My content with what led from `before` to `after`, except where I changed the same value myself."""
    if same(mine, before):
        return deepcopy(after)
    if not (isinstance(mine, dict) and isinstance(before, dict) and isinstance(after, dict)):
        return deepcopy(mine)
    merged = {}
    for key in [*mine, *(key for key in after if key not in mine)]:
        was, is_mine, is_theirs = before.get(key, ABSENT), mine.get(key, ABSENT), after.get(key, ABSENT)
        kept = _either(is_mine, was=was, theirs=is_theirs)
        if kept is not ABSENT:
            merged[key] = kept
    return merged


def _either(mine: Any, *, was: Any, theirs: Any) -> Any:
    if ABSENT in (mine, was, theirs):
        return theirs if mine is was or (mine is not ABSENT and was is not ABSENT and same(mine, was)) else mine
    return taken_over(mine, before=was, after=theirs)


__all__ = ["ABSENT", "plain", "problems_of", "rewritten", "same", "taken_over", "value_at", "with_value"]
