"""The customers of the demo company: who they are, on which terms they buy, and how they pay.

Everything follows from the seed and the day: the same two give the same customers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from creditdesk.demo.habits import HABITS, Habit, share_of_cast
from creditdesk.demo.names import Names, mail_domain, person
from creditdesk.demo.places import AMERICAN, CANADIAN, EUROPEAN, STREETS, Place

US, CANADA = "NL01", "NL02"
_CONTACT_ROLES = ("AP clerk", "AP manager", "Owner", "Buyer", "CFO")
_RISK_OF_HABIT = {"discounter": "A", "prompt": "A", "retailer": "A", "steady": "B", "chain": "B", "slow": "C"}


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """A person at the customer, in the order in which one asks for them."""

    name: str
    role: str
    rank: int
    phone: str
    email: str
    language: str
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """One customer before it is in the database. `parent` and `payer` are customer numbers; the limit in minor units.

    From `stops_buying` on it gets no invoice and from `stops_paying` on it pays none.
    """

    number: str
    company: str
    name: str
    habit: Habit
    place: Place
    street: str
    postal_code: str
    phone: str
    email: str
    currency: str
    terms: str
    opened_on: dt.date
    salesperson: str
    contacts: tuple[ContactPlan, ...]
    limit_minor: int | None
    risk_class: str = "B"
    segment: str = "medium"
    status: str = "active"
    contact_block: str = ""
    parent: str | None = None
    payer: str | None = None
    stops_buying: dt.date | None = None
    stops_paying: dt.date | None = None
    portfolio: str = ""

    @property
    def language(self) -> str:
        """The language in which its people are written to."""
        return self.place.language


class Casting:
    """Makes the customers one after the other."""

    def __init__(self, *, today: dt.date, seed: str) -> None:
        self._today = today
        self._random = Random(f"{seed}/cast")
        self._names = Names(seed=f"{seed}/names")
        self._numbers = {US: 100100, CANADA: 200100}

    def cast(self, *, customers: int) -> list[CustomerPlan]:
        """About `customers` customers, families first, then every kind of payer by its share."""
        plans: list[CustomerPlan] = []
        for index in range(max(2, customers // 40)):
            stores = self._random.randint(3, 6) if customers >= 200 else 2
            plans += self._family(stores=stores, head_pays=index % 2 == 0)
        for habit in HABITS.values():
            for _ in range(share_of_cast(habit, customers=customers)):
                plans.append(self._independent(habit))
        return plans

    def _independent(self, habit: Habit) -> CustomerPlan:
        place, company, currency = self._seat(habit)
        if habit.name == "retailer":
            name = self._names.retailer()
        else:
            name = self._names.company(country=place.country, language=place.language)
        return self._fated(self._plan(name, habit, place=place, company=company, currency=currency))

    def _family(self, *, stores: int, head_pays: bool) -> list[CustomerPlan]:
        """A head and its stores, which buy each for itself; in some families the head pays for all."""
        name = self._names.chain()
        places = self._random.sample(AMERICAN, stores + 1)
        habit = HABITS["chain"]
        head = self._plan(f"{name} Inc", habit, place=places[0], company=US, currency="USD")
        family = [replace(head, segment="chain")]
        for place in places[1:]:
            store = self._plan(f"{name}, {place.city} {place.region}", habit, place=place, company=US, currency="USD")
            payer = head.number if head_pays else None
            family.append(
                replace(store, parent=head.number, payer=payer, segment="chain", salesperson=head.salesperson)
            )
        return family

    def _seat(self, habit: Habit) -> tuple[Place, str, str]:
        """Where the customer sits, which company sells to it, and in which currency."""
        if habit.name == "export":
            return self._random.choice(EUROPEAN), US, "EUR"
        if habit.name not in {"retailer", "bankrupt", "agency"} and self._random.randrange(100) < 16:
            return self._random.choice(CANADIAN), CANADA, "USD" if self._random.randrange(12) == 0 else "CAD"
        return self._random.choice(AMERICAN), US, "USD"

    def _plan(self, name: str, habit: Habit, *, place: Place, company: str, currency: str) -> CustomerPlan:
        random = self._random
        self._numbers[company] += random.choice((1, 1, 2, 3))
        domain = mail_domain(name)
        phone = place.phone.format(random.randint(100, 199) if ":02d" not in place.phone else random.randint(10, 99))
        return CustomerPlan(
            number=str(self._numbers[company]),
            company=company,
            name=name,
            habit=habit,
            place=place,
            street=f"{random.randint(11, 4890)} {random.choice(STREETS[place.language])}",
            postal_code=place.postal.format(random.randint(1, 9)),
            phone=phone,
            email=f"ap@{domain}",
            currency=currency,
            terms=random.choice(habit.terms),
            opened_on=self._today - dt.timedelta(days=random.randint(*habit.account_age_days)),
            salesperson=random.choice(("sales", "sales2")),
            contacts=self._contacts(place, domain=domain),
            limit_minor=_limit(habit, random),
            risk_class=_RISK_OF_HABIT.get(habit.name, "C"),
            segment=habit.segment,
            status=habit.status,
            contact_block=habit.contact_block,
        )

    def _contacts(self, place: Place, *, domain: str) -> tuple[ContactPlan, ...]:
        random = self._random
        roles = _CONTACT_ROLES[: random.choice((1, 2, 2, 3, 3, 4, 5))]
        contacts = []
        for rank, role in enumerate(roles, start=1):
            name = person(random, language=place.language)
            number = random.randint(100, 199) if ":02d" not in place.phone else random.randint(10, 99)
            first = name.split()[0].lower()
            mail = "".join(letter for letter in first if letter.isascii()) or "office"
            contacts.append(
                ContactPlan(
                    name=name,
                    role=role,
                    rank=rank,
                    phone=place.phone.format(number),
                    email=f"{mail}@{domain}",
                    language=place.language,
                    do_not_contact=rank > 2 and random.randrange(12) == 0,
                )
            )
        return tuple(contacts)

    def _fated(self, plan: CustomerPlan) -> CustomerPlan:
        """The days on which the customer stops to buy and to pay, where its story has them."""
        habit, day = plan.habit, self._today
        if habit.stops_buying_days is not None:
            plan = replace(plan, stops_buying=day - dt.timedelta(days=self._random.randint(*habit.stops_buying_days)))
        if habit.stops_paying_days is not None:
            plan = replace(plan, stops_paying=day - dt.timedelta(days=self._random.randint(*habit.stops_paying_days)))
        if habit.name == "struggling":
            plan = replace(plan, risk_class="D", status=self._random.choice(("hold", "hold", "cod", "active")))
        return plan


def _limit(habit: Habit, random: Random) -> int | None:
    """About ten weeks of purchases, rounded up to a thousand; none where the goods are paid before they leave."""
    if habit.name in {"cash", "new"} and random.randrange(2):
        return None
    month = habit.orders_tenths[1] * habit.amounts[1] // 20
    return (month * 5 // 2 // 1000 + 1) * 1000 * 100
