"""How customers buy and pay: one habit per kind of customer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """A kind of customer. Amounts are whole units of its currency; `permille` is the chance in a thousand.

    `orders_tenths` are invoices in ten months of average season; `late_days` counts from the due date (from the
    discount date for those who take discounts); days before today otherwise.
    """

    name: str
    share_permille: int
    orders_tenths: tuple[int, int]
    amounts: tuple[int, int]
    terms: tuple[str, ...]
    late_days: tuple[int, int]
    payment_run_weekday: int | None = None
    takes_discount: bool = False
    short_permille: int = 6
    part_permille: int = 8
    returned_permille: int = 0
    overpaid_permille: int = 6
    on_account_permille: int = 10
    credit_permille: int = 40
    seasonal_dating: bool = False
    account_age_days: tuple[int, int] = (900, 6000)
    stops_buying_days: tuple[int, int] | None = None
    stops_paying_days: tuple[int, int] | None = None
    segment: str = "medium"
    status: str = "active"
    contact_block: str = ""


_PLAIN = ("net 30", "net 30", "net 30", "net 45", "net 30 EOM", "10th prox")
_DISCOUNT = ("2/10 net 30", "2/10 net 30", "1/10 net 30", "2% 10th prox net 25th")

_ALL = (
    Habit("discounter", 130, (9, 20), (400, 9000), _DISCOUNT, (-4, 2), takes_discount=True, seasonal_dating=True),
    Habit("prompt", 225, (6, 15), (250, 6000), _PLAIN, (-6, 4)),
    Habit(
        "steady", 165, (8, 18), (400, 9000), (*_PLAIN, "net 60"), (1, 17), payment_run_weekday=3, seasonal_dating=True
    ),
    Habit(
        "slow", 115, (8, 16), (400, 9000), _PLAIN, (14, 62), part_permille=80, returned_permille=8, short_permille=12
    ),
    Habit("struggling", 40, (8, 14), (600, 7500), ("net 30",), (35, 125), part_permille=200, returned_permille=45),
    Habit(
        "retailer",
        35,
        (50, 95),
        (1200, 17000),
        ("net 60", "2/30 net 60", "net 60 EOM"),
        (-1, 12),
        payment_run_weekday=1,
        takes_discount=True,
        short_permille=110,
        segment="key_account",
        credit_permille=60,
        on_account_permille=25,
    ),
    Habit("export", 22, (5, 12), (2000, 18000), ("net 60", "net 45"), (-3, 14), payment_run_weekday=4),
    Habit("small", 80, (3, 8), (60, 700), ("net 30",), (-2, 25), segment="small"),
    Habit("cash", 15, (6, 14), (200, 1800), ("COD",), (0, 3), status="cod", account_age_days=(200, 2500)),
    Habit("prepaying", 8, (5, 9), (300, 2500), ("CIA",), (0, 1), status="cia", account_age_days=(30, 400)),
    Habit("new", 22, (12, 20), (400, 4000), ("net 30",), (-2, 8), account_age_days=(6, 45), segment="small"),
    Habit("prospect", 8, (0, 0), (400, 4000), ("net 30",), (0, 0), account_age_days=(1, 20), status="prospect"),
    Habit("dormant", 25, (4, 12), (200, 3000), _PLAIN, (0, 15), stops_buying_days=(240, 560), credit_permille=60),
    Habit(
        "bankrupt",
        3,
        (16, 26),
        (900, 7000),
        ("net 30",),
        (15, 45),
        stops_buying_days=(62, 70),
        stops_paying_days=(140, 160),
        status="bankrupt",
        contact_block="bankruptcy",
    ),
    Habit(
        "attorney",
        3,
        (14, 22),
        (900, 6000),
        ("net 30",),
        (20, 50),
        stops_buying_days=(90, 100),
        stops_paying_days=(130, 150),
        status="hold",
        contact_block="attorney",
    ),
    Habit(
        "agency",
        3,
        (12, 18),
        (700, 3500),
        ("net 30",),
        (25, 60),
        stops_buying_days=(200, 220),
        stops_paying_days=(235, 260),
        status="hold",
        contact_block="agency",
    ),
    Habit(
        "closed",
        6,
        (8, 14),
        (300, 2500),
        ("net 30",),
        (10, 30),
        stops_buying_days=(75, 90),
        stops_paying_days=(85, 110),
        status="closed",
    ),
    # Families are cast apart.
    Habit("chain", 0, (9, 22), (500, 8000), ("net 30", "net 45"), (1, 19), payment_run_weekday=2, short_permille=20),
)
HABITS: dict[str, Habit] = {habit.name: habit for habit in _ALL}


def share_of_cast(habit: Habit, *, customers: int) -> int:
    """How many of so many customers have the habit: by its share, and at least one of each but the chains."""
    return max(1, customers * habit.share_permille // 1000) if habit.share_permille else 0
