"""The demo's story before it is in a database: always the same, whole in every week, with nobody's name in it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from creditdesk.demo.habits import HABITS
from creditdesk.demo.history import Draft, History
from creditdesk.demo.office import portfolio_of
from creditdesk.demo.story import Story, tell_story
from creditdesk.domain.aging import Buckets

CUSTOMERS = 40
# A leap day, a Sunday, the turn of a year, days beyond the policy's holidays.
DAYS = [dt.date(2026, 7, 14), dt.date(2026, 11, 22), dt.date(2027, 1, 1), dt.date(2028, 2, 29)]
BUCKETS = Buckets((0, 30, 60, 90, 120))

# First words of names that everybody knows from this trade and from retail; the invented ones must not begin so.
KNOWN_NAMES = frozenset(
    """
    adorama amazon apple bestbuy best b&h beach bedford berger black bloomingdale bose calumet camera canon carrefour
    cord costco currys dell dick dillard dodd dunham eastman fnac fuji fujifilm glazer henry henrys hooper hunt jessops
    jarir keh kenmore kmart kodak kohl konica leica lenscrafters london lowe macy macys media mediamarkt meijer menards
    midwest mike minolta moment nikon nordstrom office olympus panasonic paul pentax pixel polaroid precision qvc ritz
    roberts saturn samy samys sam's sams samsung sears sigma sony staples tamron target tempe tuttle unique vistek
    walgreens walmart wex wolf woot
""".split()  # noqa: SIM905  (a list of words reads better than a column of quotes)
)


@pytest.fixture(scope="module")
def story() -> Story:
    return tell_story(today=DAYS[0], customers=CUSTOMERS)


@pytest.fixture(scope="module")
def full() -> Story:
    return tell_story(today=DAYS[0])


def documents(history: History) -> list[Draft]:
    return [*history.documents, *history.withheld]


def facts(story: Story) -> list[tuple[object, ...]]:
    return [
        (draft.account.number, draft.account.name, draft.kind, draft.number, draft.document_date, draft.open_minor)
        for draft in documents(story.history)
    ]


def test_the_same_day_tells_the_same_story(story: Story) -> None:
    assert facts(tell_story(today=DAYS[0], customers=CUSTOMERS)) == facts(story)


def test_another_seed_tells_another_story(story: Story) -> None:
    assert facts(tell_story(today=DAYS[0], customers=CUSTOMERS, seed="other")) != facts(story)


def test_a_full_cast_has_about_four_hundred_customers_and_twenty_five_thousand_documents(full: Story) -> None:
    assert 380 <= len(full.accounts) <= 440
    assert 22_000 <= len(documents(full.history)) <= 29_000


@pytest.mark.parametrize("today", DAYS)
def test_no_week_takes_a_document_beyond_zero_or_its_original(today: dt.date) -> None:
    """Replays the weeks in the order in which the ledger writes them; the end must be what the story says is open."""
    history = tell_story(today=today, customers=CUSTOMERS).history
    rest: dict[int, int] = {}
    for move in weekly_moves(history):
        for draft, amount in move:
            rest[id(draft)] = rest.get(id(draft), 0) + amount
            low, high = sorted((0, draft.amount_minor))
            assert low <= rest[id(draft)] <= high, f"{draft.kind} {draft.number} stands at {rest[id(draft)]}"
    assert [rest[id(draft)] for draft in documents(history)] == [draft.open_minor for draft in documents(history)]


def weekly_moves(history: History) -> list[list[tuple[Draft, int]]]:
    """Every act as (document, amount) pairs: documents, returns of earlier weeks, uses, rests, returns of the week."""
    used_in = {id(use): monday(use.day) for use in history.uses}
    acts: list[tuple[dt.date, int, list[tuple[Draft, int]]]] = []
    acts += [(monday(draft.document_date), 0, [(draft, draft.amount_minor)]) for draft in history.documents]
    for returned in history.returned:
        use = returned.use
        paid = sum(amount for _, amount, _ in use.lines)
        turned = [(draft, amount + discount) for draft, amount, discount in use.lines]
        # The payment is open again, and gone at once.
        week = monday(returned.day)
        acts.append((week, 1 if used_in[id(use)] < week else 4, [*turned, (use.credit, -paid), (use.credit, paid)]))
    for use in history.uses:
        paid = sum(amount for _, amount, _ in use.lines)
        lines = [(draft, -amount - discount) for draft, amount, discount in use.lines]
        acts.append((monday(use.day), 2, [*lines, (use.credit, paid)]))
    for draft in history.withheld:
        assert draft.origin is not None
        acts.append(
            (monday(draft.document_date), 3, [(draft.origin, -draft.amount_minor), (draft, draft.amount_minor)])
        )
    return [moves for _, _, moves in sorted(acts, key=lambda act: act[:2])]


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


@pytest.mark.parametrize("today", DAYS)
def test_most_is_not_due_and_no_bucket_is_empty(today: dt.date) -> None:
    totals: Counter[int] = Counter()
    for draft in documents(tell_story(today=today, customers=CUSTOMERS).history):
        if draft.open_minor > 0:
            totals[BUCKETS.index((today - draft.due_date).days)] += draft.open_minor
    assert set(totals) == set(range(len(BUCKETS.labels)))
    assert totals[0] * 2 > sum(totals.values())


@pytest.mark.parametrize("today", DAYS)
def test_nothing_has_happened_in_the_future(today: dt.date) -> None:
    history = tell_story(today=today, customers=CUSTOMERS).history
    assert max(draft.document_date for draft in documents(history)) <= today
    assert max(use.day for use in history.uses) <= today
    assert max(returned.day for returned in history.returned) <= today


def test_every_kind_of_customer_is_there(story: Story) -> None:
    assert {account.habit.name for account in story.accounts} == set(HABITS)
    assert {account.currency for account in story.accounts} == {"USD", "CAD", "EUR"}
    assert {account.contact_block for account in story.accounts} >= {"bankruptcy", "attorney", "agency"}
    assert {account.status for account in story.accounts} >= {"bankrupt", "closed", "cod", "cia", "prospect", "hold"}
    assert any(account.parent and account.payer for account in story.accounts)
    assert any(account.parent and not account.payer for account in story.accounts)


def test_every_kind_of_document_and_settlement_is_there(story: Story) -> None:
    history = story.history
    assert {draft.kind for draft in history.documents} == {"invoice", "credit_memo", "payment", "fee"}
    assert any(discount for use in history.uses for _, _, discount in use.lines)
    assert any(len(use.lines) > 1 for use in history.uses)
    assert any(draft.account is not use.credit.account for use in history.uses for draft, _, _ in use.lines)
    assert any("unearned discount" in draft.reference for draft in history.withheld)
    assert any(draft.kind == "payment" and draft.open_minor for draft in history.documents)
    assert any(0 < draft.open_minor < draft.amount_minor for draft in history.documents)
    assert any(draft.disputed_minor for draft in documents(history))
    assert any(draft.terms.endswith("extra 60") for draft in history.documents)
    assert history.returned
    assert story.extensions


def test_nobody_who_may_not_be_paid_or_billed_any_more_is(story: Story) -> None:
    for draft in story.history.documents:
        if draft.kind == "invoice" and draft.account.stops_buying is not None:
            assert draft.document_date <= draft.account.stops_buying
        if draft.kind == "payment" and draft.account.stops_paying is not None:
            assert draft.document_date < draft.account.stops_paying


def test_every_document_has_a_number_of_its_own(story: Story) -> None:
    numbers = Counter((draft.account.company, draft.kind, draft.number) for draft in documents(story.history))
    assert max(numbers.values()) == 1


def test_no_name_is_that_of_a_real_company(full: Story) -> None:
    names = [account.name for account in full.accounts]
    assert len(set(names)) == len(names)
    assert {name.split()[0].lower().rstrip(",") for name in names}.isdisjoint(KNOWN_NAMES)


def test_telephones_and_mail_lead_nowhere(story: Story) -> None:
    german = r"\+49 (30 23125|40 66969|89 99998) \d{3}"
    fiction = re.compile(rf"\+1 \d{{3}} 555 01\d\d|{german}|\+33 (1 99 00|4 65 71) 01 \d\d|\+353 20 910 0\d{{3}}")
    for account in story.accounts:
        people = [(contact.phone, contact.email) for contact in account.contacts]
        for phone, email in [(account.phone, account.email), *people]:
            assert fiction.fullmatch(phone), phone
            assert email.endswith(".example")


def test_every_account_has_its_portfolio(story: Story) -> None:
    portfolios = Counter(portfolio_of(account) for account in story.accounts)
    assert portfolios["Key accounts"] == sum(account.habit.name == "retailer" for account in story.accounts)
    assert portfolios["Canada"] == sum(account.company == "NL02" for account in story.accounts)
