"""What the pages of the policy say: labels, meanings, introductions and codes of its schema, and the default document.

The schema itself is asked, so that no field can be forgotten: what a field is called and means stands with the field,
and is said by `Named`, `Word` and `PolicyName` of creditdesk/domain/phrases.py as it stands there.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

from pydantic.fields import FieldInfo

from creditdesk.domain.policy import PolicyDocument, default_policy
from creditdesk.domain.policy_codes import words_of
from creditdesk.domain.policy_desk import Segment, StrategyStep
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.policy_fields import Section
from creditdesk.domain.policy_labels import intro_of, label_of, title_of
from creditdesk.domain.policy_words import literals_of
from creditdesk.domain.risk_class import RiskClass
from scripts.messages.tracing import POLICY_NAME, WORD, Said

_DOCUMENT = "creditdesk/domain/default_policy.yaml"
_LABELS = "creditdesk/domain/policy_labels.py"
# Its fields have labels of their own where a form of steps is made.
_LABELLED_APART = (Segment, StrategyStep)


def said_by_policy(*, root: Path) -> Iterator[Said]:
    """Every text that the pages and forms of a policy can say beside the phrases that are written down in the code."""
    for name, field in PolicyDocument.model_fields.items():
        section: Any = field.annotation
        if name == "currency":
            yield from _of_field(PolicyDocument, name, field, name, root)
        elif isinstance(section, type) and issubclass(section, Section):
            yield Said(title_of(name).text, _LABELS)
            yield Said(intro_of(section).text, _source(section, root))
            yield from _of_section(section, name, root)
    # Events are named among the causes of a hold, whose schema takes any words.
    yield from (Said(words_of(kind.value), _source(EventKind, root), context=WORD) for kind in EventKind)
    yield from (Said(name, _DOCUMENT, context=POLICY_NAME) for name in _of_default())


def _of_section(section: type[Section], path: str, root: Path) -> Iterator[Said]:
    for name, field in section.model_fields.items():
        yield from _of_field(section, name, field, f"{path}.{name}", root)


def _of_field(section: type[Section], name: str, field: FieldInfo, path: str, root: Path) -> Iterator[Said]:
    where = _source(section, root)
    if section not in _LABELLED_APART:
        yield Said(label_of(path).text, _LABELS)
    if section is not StrategyStep:
        yield Said(field.description or "", where)
    for code in (*map(str, literals_of(field)), *_members(field.annotation)):
        yield Said(words_of(code), where, context=WORD)
    for inner in _sections(field.annotation):
        yield from _of_section(inner, path, root)


def _members(annotation: Any) -> Iterator[str]:
    """The codes of the enumerations in a type; classes of risk are letters."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum) and annotation is not RiskClass:
        yield from (member.value for member in annotation)
    for part in get_args(annotation):
        yield from _members(part)


def _sections(annotation: Any) -> Iterator[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)


def _of_default() -> Iterator[str]:
    """Titles of the strategies that come with the desk, names of their steps, and reasons of cases."""
    policy = default_policy()
    for segment in policy.strategies.segments.values():
        yield segment.title
        yield from (step.name for step in segment.steps)
    yield from policy.letters.steps
    yield policy.agency.collectability_source
    for code, reason in policy.cases.reasons.items():
        yield from (code, reason.title)


def _source(named: type[Any], root: Path) -> str:
    return Path(inspect.getfile(named)).relative_to(root).as_posix()
