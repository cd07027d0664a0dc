"""The credit policy: one document that holds every number and rule which a credit manager would want to change.

The document is YAML, read with `PolicyDocument.parse_yaml`. It is complete (no number has a default in the code),
closed (an unknown name is refused) and unchangeable once read::

    policy = default_policy()
    policy.aging.buckets                 # (0, 30, 60, 90, 120)
    policy.worklist.class_weight["C"]    # Decimal("2")

Versions, effective dates and legal entities are kept beside the document, not in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator

from creditdesk.domain.aging import Buckets
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.money import AmountError, exponent, policy_minor
from creditdesk.domain.phrases import Fact, Phrase, Spoken
from creditdesk.domain.policy_bankruptcy import BankruptcyPolicy
from creditdesk.domain.policy_calls import CallsPolicy, DayPlanPolicy
from creditdesk.domain.policy_cases import CasesPolicy
from creditdesk.domain.policy_cash import CashPolicy
from creditdesk.domain.policy_credit import (
    AgencyPolicy,
    AgingPolicy,
    AuthorityPolicy,
    CalendarPolicy,
    CreditPolicy,
    DeductionsPolicy,
    EscheatPolicy,
    ExposurePolicy,
    HoldsPolicy,
    InterestPolicy,
    NsfPolicy,
    OrdersPolicy,
    PlanPolicy,
    PromisePolicy,
    ReleasePolicy,
    SmallDifferencePolicy,
    TermsPolicy,
)
from creditdesk.domain.policy_desk import (
    AutomationPolicy,
    ContactPolicy,
    ExceptionsPolicy,
    IntakePolicy,
    StrategiesPolicy,
    TicklersPolicy,
    WorklistPolicy,
)
from creditdesk.domain.policy_events import EventsPolicy
from creditdesk.domain.policy_fields import Mistake, Section
from creditdesk.domain.policy_holds import HoldExclusionsPolicy
from creditdesk.domain.policy_letters import LettersPolicy
from creditdesk.domain.policy_mail import MailPolicy
from creditdesk.domain.policy_mistakes import mistake_in_words, unreadable_in_words
from creditdesk.domain.policy_reconciliation import AccountReconciliationPolicy
from creditdesk.domain.policy_requests import RequestsPolicy
from creditdesk.domain.policy_research import DeductionTestsPolicy
from creditdesk.domain.policy_review import CreditReviewPolicy
from creditdesk.domain.terms import TermsPolicy as TermsSettings

# A policy is some hundreds of lines; anything larger is a mistake or an attack.
MAX_CHARACTERS = 200_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One thing wrong with a policy text. `path` names the field as `aging.buckets.2`; `line` counts from 1."""

    path: str
    value: str
    message: Spoken
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        value = f" (value: {self.value})" if self.value else ""
        return f"{place}{self.path or 'document'}: {self.message}{value}"


class PolicyError(ValueError):
    """The text is no policy. `problems` lists everything that is wrong, in words."""

    def __init__(self, problems: tuple[PolicyProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class PolicyDocument(Section):
    """The whole policy. Each section is described in docs/rules/policy.md."""

    format: Literal[1] = Field(description="Version of the document's form; 1 is the only one.")
    currency: str = Field(description="ISO currency of every amount in the document.")
    calendar: CalendarPolicy = Field(description="Holidays.")
    terms: TermsPolicy = Field(description="Payment terms and cash discount.")
    aging: AgingPolicy = Field(description="Age buckets.")
    small_difference: SmallDifferencePolicy = Field(description="Differences cleared without asking.")
    deductions: DeductionsPolicy = Field(description="Small deductions and retailers' deadlines.")
    nsf: NsfPolicy = Field(description="Returned payments.")
    promise: PromisePolicy = Field(description="Promises to pay.")
    plan: PlanPolicy = Field(description="Payment plans.")
    holds: HoldsPolicy = Field(description="Reasons for which orders are held.")
    exposure: ExposurePolicy = Field(description="Money at risk.")
    release: ReleasePolicy = Field(description="Release of held orders.")
    authority: AuthorityPolicy = Field(description="Who may approve what.")
    credit: CreditPolicy = Field(description="Credit limits and risk classes.")
    agency: AgencyPolicy = Field(description="Outside agencies.")
    contact: ContactPolicy = Field(description="Contact with customers.")
    # Policies that were adopted before there was a call mode do not say these two.
    calls: CallsPolicy = Field(default=CallsPolicy(), description="What is spoken of in a call, and what follows it.")
    day_plan: DayPlanPolicy = Field(default=DayPlanPolicy(), description="The plan of a day.")
    interest: InterestPolicy = Field(description="Interest on late payment.")
    escheat: EscheatPolicy = Field(description="Unclaimed balances.")
    events: EventsPolicy = Field(description="Customer events.")
    worklist: WorklistPolicy = Field(description="The order of the day.")
    exceptions: ExceptionsPolicy = Field(description="Past due without a next action.")
    strategies: StrategiesPolicy = Field(description="Steps towards customers.")
    ticklers: TicklersPolicy = Field(description="Dated next actions.")
    automation: AutomationPolicy = Field(description="What the machine does by itself.")
    # Policies that were adopted before there were letters do not have it.
    letters: LettersPolicy = Field(default_factory=LettersPolicy, description="Letters to customers.")
    intake: IntakePolicy = Field(description="Limits for files.")
    mail: MailPolicy = Field(default_factory=MailPolicy, description="E-mail out and in.")
    # Policies that were adopted before there were orders do not have it.
    orders: OrdersPolicy = Field(default_factory=OrdersPolicy, description="Held orders and offers.")
    # Policies that were adopted before rules could leave orders alone do not have it.
    hold_exclusions: HoldExclusionsPolicy = Field(
        default_factory=HoldExclusionsPolicy, description="Orders that a rule to hold leaves alone."
    )
    # Policies that were adopted before payments were matched do not have it.
    cash: CashPolicy = Field(default_factory=CashPolicy, description="Payments matched to open items.")
    # Policies that were adopted before there were requests do not have it.
    requests: RequestsPolicy = Field(default_factory=RequestsPolicy, description="Requests and their approval.")
    # Policies that were adopted before there were cases do not have it.
    cases: CasesPolicy = Field(default_factory=CasesPolicy, description="Deductions, disputes and other cases.")
    # Policies that were adopted before there were credit files do not have it.
    credit_review: CreditReviewPolicy = Field(
        default_factory=CreditReviewPolicy, description="Credit files and their review."
    )
    # Policies that were adopted before deductions were researched do not have it.
    deduction_tests: DeductionTestsPolicy = Field(
        default_factory=DeductionTestsPolicy, description="How deductions are tested against the evidence."
    )
    # Policies that were adopted before bankruptcies had worksheets do not have it.
    bankruptcy: BankruptcyPolicy = Field(
        default_factory=BankruptcyPolicy, description="Bankruptcy: days and amounts of the law."
    )
    # Policies that were adopted before accounts were reconciled do not have it.
    account_reconciliation: AccountReconciliationPolicy = Field(
        default_factory=AccountReconciliationPolicy, description="Customers' statements beside their accounts."
    )

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        try:
            exponent(code)
        except AmountError as error:
            raise Mistake(Phrase("unknown currency %(code)s", {"code": repr(code)})) from error
        return code

    @classmethod
    def parse_yaml(cls, text: str) -> Self:
        """The policy written in the YAML text. Raises PolicyError with every problem by line, field and value."""
        return cls.judge(*read_yaml(text))

    @classmethod
    def judge(cls, content: Any, lines: Mapping[Path, int]) -> Self:
        """The policy of a text that `read_yaml` has read. Raises PolicyError with every problem."""
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise PolicyError(_problems(error, lines)) from error

    def to_yaml(self) -> str:
        """The policy as YAML text that `parse_yaml` reads back to an equal document; comments are not kept."""
        return write_yaml(plain(self.model_dump()))

    @property
    def company_calendar(self) -> Calendar:
        """The days on which the company works."""
        return Calendar(holidays=frozenset(self.calendar.company_holidays))

    @property
    def bank_calendar(self) -> Calendar:
        """The days on which the banks book payments; never to be mixed with the company's."""
        return Calendar(holidays=frozenset(self.calendar.bank_holidays))

    @property
    def buckets(self) -> Buckets:
        """The age buckets by their edges."""
        return Buckets(self.aging.buckets)

    @property
    def terms_policy(self) -> TermsSettings:
        """The section on terms as the arithmetic of terms takes it."""
        return TermsSettings(**self.terms.model_dump())

    def minor(self, amount: Decimal) -> int:
        """An amount of the policy in minor units of the policy's currency."""
        return policy_minor(amount, currency=self.currency)


def default_policy_text() -> str:
    """The default policy as YAML with its comments: what a new company starts from."""
    # A resource of this package is part of the code, not an outside file.
    return files("creditdesk.domain").joinpath("default_policy.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def default_policy() -> PolicyDocument:
    """The default policy, read once."""
    return PolicyDocument.parse_yaml(default_policy_text())


# --- Reading YAML ----------------------------------------------------------------------------------------------------
# The usual loaders read 17:00 as 1020, `off` as false and 10.00 as a binary fraction, and let a second entry of the
# same name silently win. A policy must say what it says, so plain scalars are read by the few rules below.

_INTEGER = re.compile(r"[-+]?\d{1,18}")
_DECIMAL = re.compile(r"[-+]?\d{1,18}\.\d{1,18}")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str, ...]
_TWICE = Phrase("stands twice")


def read_yaml(text: str) -> tuple[Any, dict[Path, int]]:
    """Plain values of a YAML text and the line of each field. Raises PolicyError for what is no readable YAML."""
    if len(text) > MAX_CHARACTERS:
        size: dict[str, Fact] = {"length": len(text), "most": MAX_CHARACTERS}
        raise _unreadable(Phrase("the text has %(length)s characters; at most %(most)s are read", size))
    lines: dict[Path, int] = {}
    return _value(_composed(text), (), lines), lines


# A page of the policy asks for the same few texts again and again, and most of the time is that of the first reading.
@lru_cache(maxsize=8)
def _composed(text: str) -> yaml.MappingNode:
    try:
        node = yaml.compose(text, Loader=_CarefulLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _unreadable(unreadable_in_words(error), line=line) from error
    except yaml.YAMLError as error:
        raise _unreadable(unreadable_in_words(error)) from error
    if not isinstance(node, yaml.MappingNode):
        raise _unreadable(Phrase("the text is empty or not a list of named sections"))
    return node


class _CarefulLoader(yaml.SafeLoader):
    """A few aliases of aliases, or a thousand brackets, would fill the memory or the stack: refused where they stand.

    Each node is looked at before it is made, so that a text is read once.
    """

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The node that comes next, with all that is in it."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the library has no types for it
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable(Phrase("aliases (*name) are not read in a policy"), line=line)
        if event.tag:
            raise _unreadable(Phrase("tags (!name) are not read in a policy"), line=line)
        if not isinstance(event, yaml.CollectionStartEvent):
            return super().compose_node(parent, index)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _unreadable(Phrase("sections are nested too deeply"), line=line)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _value(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        content: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _value(key_node, path, {})
            if isinstance(key, (dict, list)) or key in content:
                place = ".".join((*path, str(key)))
                raise PolicyError((PolicyProblem(place, "", _TWICE, key_node.start_mark.line + 1),))
            content[key] = _value(value_node, (*path, str(key)), lines)
        return content
    if isinstance(node, yaml.SequenceNode):
        return [_value(entry, (*path, str(place)), lines) for place, entry in enumerate(node.value)]
    quoted = isinstance(node, yaml.ScalarNode) and node.style
    return node.value if quoted else read_scalar(node.value)


def read_scalar(text: str) -> Any:
    """What an unquoted word of the text stands for: 3, 10.00, true, nothing, or itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    # A date that does not exist stays text, and the field that wanted a date names it.
    return text


def _unreadable(message: Spoken, *, line: int | None = None) -> PolicyError:
    return PolicyError((PolicyProblem("", "", message, line),))


# --- Problems in words -----------------------------------------------------------------------------------------------


def _problems(error: ValidationError, lines: Mapping[Path, int]) -> tuple[PolicyProblem, ...]:
    found = []
    for detail in error.errors(include_url=False):
        path = tuple(str(part) for part in detail["loc"] if part != "[key]")
        # What is missing has no value, and a whole section as a value would drown the message.
        shown = detail["type"] != "missing" and not isinstance(detail["input"], (dict, list))
        value = str(detail["input"])[:80] if shown else ""
        line = next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), None)
        found.append(PolicyProblem(".".join(path), value, mistake_in_words(detail), line))
    return tuple(found)


# --- Writing YAML ----------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes as a person would: decimals, days and times of day without quotes, short lists on one line."""

    root_on_one_line = False

    def represent(self, data: Any) -> None:
        """The whole in lines, whatever is short inside of it on one."""
        node = self.represent_data(data)
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = self.root_on_one_line or not node.value
        self.serialize(node)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """Named values."""
        node = super().represent_mapping(tag, mapping, flow_style=flow_style)
        node.flow_style = _is_short([part for pair in node.value for part in pair])
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        """A list."""
        node = super().represent_sequence(tag, sequence, flow_style=flow_style)
        node.flow_style = _is_short(node.value)
        return node


class _OneLineDumper(_Dumper):
    root_on_one_line = True


_SHORT = 150


def _is_short(parts: list[yaml.Node]) -> bool:
    return (
        all(isinstance(part, yaml.ScalarNode) for part in parts) and sum(len(part.value) + 2 for part in parts) < _SHORT
    )


def write_yaml(content: Any, *, on_one_line: bool = False) -> str:
    """Plain values as YAML that `read_yaml` reads back to equal ones."""
    dumper, width = (_OneLineDumper, 100_000) if on_one_line else (_Dumper, 110)
    return yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=width)


def _represent_decimal(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    text = format(number, "f")
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Without quotes where our own reader takes it for the same text, with them where it would take it for a number."""
    if not isinstance(read_scalar(text), str):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'")
    if not _BARE.fullmatch(text):
        return dumper.represent_str(text)
    # The tag that the usual loaders would guess: the writer quotes whatever would be guessed to be something else.
    guessed: str = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(guessed, text)


_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/+.-]*")
_Dumper.add_representer(Decimal, _represent_decimal)
_Dumper.add_representer(str, _represent_text)


def plain(value: Any) -> Any:
    """A value of the document as the text has it: numbers, words, lists and named values."""
    if isinstance(value, Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(entry) for entry in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value
