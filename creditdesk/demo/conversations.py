"""What was said to customers and what is to be done next, made from how they paid. Plain facts, no database."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from creditdesk.demo.cast import ContactPlan, CustomerPlan
from creditdesk.demo.history import Draft, History, Span, Use
from creditdesk.demo.phrases import FRENCH, LAST_WORDS, ORDINARY, PROMISED, RESTRICTED, Script
from creditdesk.domain.money import Money

# Contacts in the whole history, by habit; others have one or two.
_TALKATIVE = {"struggling": 34, "retailer": 24, "agency": 22, "slow": 19, "bankrupt": 14, "attorney": 14, "closed": 10}
_TALKATIVE |= {"chain": 8, "steady": 6, "export": 3, "discounter": 2}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_DAYS_OF_BLOCK = {"bankrupt": 63, "attorney": 88, "agency": 120, "closed": 70}


@dataclass(frozen=True, slots=True, eq=False)
class ActivityPlan:
    """One contact or note. The promised amount in minor units of the account's currency; `by` is a username."""

    account: CustomerPlan
    contact: int | None
    channel: str
    direction: str
    outcome: str
    note: str
    visibility: str
    happened_at: dt.datetime
    by: str
    about: tuple[Draft, ...] = ()
    promised_minor: int | None = None
    promised_date: dt.date | None = None
    corrects: ActivityPlan | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands today: its claims past due that nobody contests, oldest first."""

    account: CustomerPlan
    late: tuple[Draft, ...]

    def days(self, today: dt.date) -> int:
        """Days past due of the oldest."""
        return (today - self.late[0].due_date).days


class Conversations:
    """Makes the activities of the whole history; the same seed makes the same."""

    def __init__(self, history: History, *, span: Span, owners: Mapping[str, str], random: Random) -> None:
        self._span, self._owners, self._random = span, owners, random
        self._invoices: dict[str, list[Draft]] = defaultdict(list)
        for draft in sorted(history.documents, key=lambda draft: draft.due_date):
            if draft.kind == "invoice":
                self._invoices[draft.account.number].append(draft)
        self._uses = history.uses

    def hold(self, accounts: Sequence[CustomerPlan], standings: Sequence[Standing]) -> list[ActivityPlan]:
        """Every activity, oldest first."""
        plans: list[ActivityPlan] = []
        for account in accounts:
            plans += self._log(account)
            plans += self._last_words(account)
        plans += self._past_promises()
        plans += self._present_promises(standings)
        plans += self._corrections(plans)
        return sorted(plans, key=lambda plan: plan.happened_at)

    def _log(self, account: CustomerPlan) -> list[ActivityPlan]:
        """The calls, mails and notes of the account, on random business days."""
        first = max(self._span.start, account.opened_on)
        last = self._span.today - dt.timedelta(days=max(1, _DAYS_OF_BLOCK.get(account.habit.name, 1)))
        length = (last - first).days
        plans = []
        for _ in range(_TALKATIVE.get(account.habit.name, self._random.randint(1, 2)) if length > 0 else 0):
            # The nearer to today, the more is written: the larger of two days.
            offset = max(self._random.randint(0, length), self._random.randint(0, length))
            day = self._business_day(first + dt.timedelta(days=offset))
            if day <= last:
                plans.append(self._contact(account, day))
        if account.habit.name in {"struggling", "retailer", "slow"} and self._random.randrange(4) == 0 and length > 0:
            day = self._business_day(last - dt.timedelta(days=self._random.randint(3, 120)))
            by = self._random.choice(("manager", "supervisor", self._owners[account.number]))
            plans.append(self._note(account, day, self._random.choice(RESTRICTED), visibility="restricted", by=by))
        return plans

    def _contact(self, account: CustomerPlan, day: dt.date) -> ActivityPlan:
        scripts: tuple[Script, ...] = ORDINARY
        if account.language == "fr" and self._random.randrange(100) < 45:
            scripts = FRENCH
        script = self._random.choices(scripts, weights=[script.weight for script in scripts])[0]
        contact = self._random.choice((0, 0, 0, len(account.contacts) - 1))
        item = self._item_on(account, day)
        note = self._random.choice(script.notes).format(
            item=_called(item, script.language),
            contact=_first_name(account.contacts[contact]),
            weekday=self._random.choice(_WEEKDAYS) if script.language == "en" else "jeudi",
        )
        return ActivityPlan(
            account,
            None if script.channel == "note" else contact,
            script.channel,
            script.direction,
            script.outcome,
            note[0].upper() + note[1:],
            script.visibility,
            self._moment(account, day),
            self._owners[account.number],
            (item,) if item else (),
        )

    def _last_words(self, account: CustomerPlan) -> list[ActivityPlan]:
        plans, day = [], self._span.today - dt.timedelta(days=_DAYS_OF_BLOCK.get(account.habit.name, 0))
        for text, visibility, by in LAST_WORDS.get(account.habit.name, ()):
            day = self._span.calendar.add_business_days(day, 1)
            plans.append(self._note(account, day, text, visibility=visibility, by=by))
        return plans

    def _past_promises(self) -> list[ActivityPlan]:
        """Late payments had been promised: most for the day on which they came, some for an earlier one."""
        told: dict[str, int] = defaultdict(int)
        plans = []
        for use in self._uses:
            account = use.credit.account
            tells = account.habit.name in {"slow", "struggling", "steady"} and told[account.number] < 5
            if not tells or not _is_late(use) or self._random.randrange(100) >= 30:
                continue
            told[account.number] += 1
            kept = self._random.randrange(100) < 68
            date = use.day if kept else self._business_day(use.day - dt.timedelta(days=self._random.randint(10, 18)))
            about = tuple(draft for draft, _, _ in use.lines if draft.account is account)
            plans.append(self._promise(account, -use.credit.amount_minor, date, about=about))
        return plans

    def _present_promises(self, standings: Sequence[Standing]) -> list[ActivityPlan]:
        """Of those past due some have just broken a promise; others promised for today, this week or later."""
        today = self._span.today
        turns = (-6, 0, None, 2, None, -9, 7, None, 1, -4, None, 3, None, 12)
        candidates = [one for one in standings if one.days(today) > 4 and not one.account.contact_block]
        plans = []
        for index, standing in enumerate(candidates):
            turn = turns[index % len(turns)]
            if turn is None:
                continue
            # What is promised for today stays so on a weekend, for there must be something to see.
            date = today if turn == 0 else self._working_day(turn)
            about = standing.late[: self._random.randint(1, 4)]
            plans.append(self._promise(standing.account, sum(draft.open_minor for draft in about), date, about=about))
        return plans

    def _promise(self, account: CustomerPlan, amount: int, date: dt.date, *, about: tuple[Draft, ...]) -> ActivityPlan:
        made = min(self._business_day(date - dt.timedelta(days=self._random.randint(5, 12))), self._working_day(-1))
        note = self._random.choice(PROMISED).format(
            contact=_first_name(account.contacts[0]),
            amount=Money(amount, account.currency),
            date=date.isoformat(),
        )
        return ActivityPlan(
            account,
            0,
            "call",
            self._random.choice(("outbound", "outbound", "inbound")),
            "promised",
            note,
            "history",
            self._moment(account, made),
            self._owners[account.number],
            about,
            promised_minor=amount,
            promised_date=date,
        )

    def _corrections(self, plans: Sequence[ActivityPlan]) -> list[ActivityPlan]:
        """A few notes went to the wrong person or date, and were corrected by a second one."""
        wrong = [plan for plan in plans if plan.outcome == "spoke" and plan.channel == "call"]
        found = []
        for plan in self._random.sample(wrong, min(len(wrong), 2 + len(wrong) // 60)):
            later = plan.happened_at + dt.timedelta(minutes=self._random.randint(4, 50))
            text = f"Correction: that was the store manager, not accounts payable. {plan.note}"
            found.append(
                ActivityPlan(
                    plan.account,
                    plan.contact,
                    plan.channel,
                    plan.direction,
                    plan.outcome,
                    text,
                    plan.visibility,
                    later,
                    plan.by,
                    plan.about,
                    corrects=plan,
                )
            )
        return found

    def _note(self, account: CustomerPlan, day: dt.date, text: str, *, visibility: str, by: str) -> ActivityPlan:
        return ActivityPlan(
            account, None, "note", "internal", "noted", text, visibility, self._moment(account, day), by
        )

    def _item_on(self, account: CustomerPlan, day: dt.date) -> Draft | None:
        """The invoice that had fallen due last on the day, or the first one to fall due."""
        invoices = self._invoices[account.number]
        index = bisect_right(invoices, day, key=lambda draft: draft.due_date)
        known = [draft for draft in invoices[max(0, index - 1) : index + 1] if draft.document_date <= day]
        return known[0] if known else None

    def _moment(self, account: CustomerPlan, day: dt.date) -> dt.datetime:
        """A moment of the customer's working hours on the day."""
        minutes = self._random.randint(8 * 60 + 35, 16 * 60 + 50)
        time = dt.time(minutes // 60, minutes % 60, tzinfo=ZoneInfo(account.place.time_zone))
        return dt.datetime.combine(day, time).astimezone(dt.UTC)

    def _business_day(self, day: dt.date) -> dt.date:
        return self._span.calendar.next_business_day(day)

    def _working_day(self, count: int) -> dt.date:
        return self._span.calendar.add_business_days(self._span.today, count)


def standings(history: History, *, today: dt.date) -> list[Standing]:
    """Every account with something past due and uncontested, the largest amount first."""
    late: dict[str, list[Draft]] = defaultdict(list)
    for draft in (*history.documents, *history.withheld):
        if draft.open_minor > draft.disputed_minor and draft.due_date < today and draft.amount_minor > 0:
            late[draft.account.number].append(draft)
    found = [
        Standing(drafts[0].account, tuple(sorted(drafts, key=lambda draft: draft.due_date))) for drafts in late.values()
    ]
    return sorted(found, key=lambda one: (-sum(draft.open_minor for draft in one.late), one.account.number))


def _is_late(use: Use) -> bool:
    return use.credit.kind == "payment" and use.day > use.lines[0][0].due_date + dt.timedelta(days=12)


def _called(item: Draft | None, language: str) -> str:
    if item is None:
        return "the account" if language == "en" else "le compte"
    return f"{'invoice' if language == 'en' else 'la facture'} {item.number}"


def _first_name(contact: ContactPlan) -> str:
    return contact.name.split()[0]
