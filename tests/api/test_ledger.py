"""Reading and changing the ledger by program."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.demo.people import totp_code
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.api.programs import Program, entries
from tests.web.clients import give_second_factor
from tests.world import NOW, World


@pytest.fixture
def ledger(world: World) -> dict[str, OpenItem]:
    """Acme owes 1,200.00 since May 31 and 300.00 not yet due, and paid 1,000.00 on account; Foreign owes 50.00."""
    return {
        "late": builders.invoice(world.acme, amount=120_000, number="88120", due_date=dt.date(2026, 5, 31)),
        "coming": builders.invoice(
            world.acme,
            amount=30_000,
            number="88121",
            due_date=dt.date(2026, 7, 1),
            terms_code="2/10 net 30",
            discount_date=dt.date(2026, 6, 11),
        ),
        "payment": builders.payment(world.acme, amount=100_000, document_date=dt.date(2026, 6, 10)),
        "neighbour": builders.invoice(world.zenith, amount=7_000),
        "foreign": builders.invoice(world.foreign, amount=5_000),
    }


def test_companies_are_those_that_i_work_for(world: World) -> None:
    assert [one["code"] for one in entries(Program(world.carol).get("/companies"))] == ["NL"]


def test_a_rep_sees_his_customers_and_a_manager_all_of_the_company(world: World) -> None:
    assert [one["name"] for one in entries(Program(world.alice).get("/customers"))] == ["Acme Camera"]
    assert [one["name"] for one in entries(Program(world.carol).get("/customers"))] == ["Acme Camera", "Zenith Optics"]


def test_customers_come_in_pages_that_go_on_behind_the_last(world: World) -> None:
    program = Program(world.carol)
    first = program.get("/customers", limit=1).json()
    second = program.get("/customers", limit=1, cursor=first["next"]).json()
    assert [one["name"] for one in first["entries"] + second["entries"]] == ["Acme Camera", "Zenith Optics"]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "InRleHQi", "LTE", "e30", "ÿ", "MWUyMDA"])
def test_a_cursor_that_no_page_gave_is_refused(world: World, cursor: str) -> None:
    answer = Program(world.carol).get("/customers", cursor=cursor)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


def test_customers_are_narrowed_and_searched(world: World) -> None:
    program = Program(world.carol)
    assert entries(program.get("/customers", number=world.zenith.number))[0]["id"] == world.zenith.id
    assert [one["id"] for one in entries(program.get("/customers", q="zeni"))] == [world.zenith.id]
    assert entries(program.get("/customers", status="bankrupt")) == []
    assert entries(program.get("/customers", company="SW")) == []


@pytest.mark.parametrize(
    "path",
    ["", "/contacts", "/positions", "/statement", "/activities", "/ticklers"],
)
def test_another_companys_customer_does_not_exist(world: World, path: str) -> None:
    assert Program(world.carol).get(f"/customers/{world.foreign.id}{path}").status_code == 404
    assert Program(world.alice).get(f"/customers/{world.zenith.id}{path}").status_code == 404


def test_items_show_integer_minor_units_and_a_decimal_text(world: World, ledger: dict[str, OpenItem]) -> None:
    late = next(one for one in entries(Program(world.alice).get("/items")) if one["number"] == "88120")
    assert late["open"] == {"minor": 120000, "currency": "USD", "decimal": "1200.00"}
    assert late["due_date"] == "2026-05-31"


def test_a_currency_without_minor_units_has_no_decimals(world: World) -> None:
    item = builders.invoice(world.acme, amount=1234, currency="JPY")
    assert Program(world.alice).get(f"/items/{item.id}").json()["open"]["decimal"] == "1234"


def test_items_are_narrowed_by_customer_state_kind_and_number(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.carol)
    assert len(entries(program.get("/items"))) == 4
    assert len(entries(program.get("/items", customer=world.zenith.id))) == 1
    assert [one["kind"] for one in entries(program.get("/items", kind="payment"))] == ["payment"]
    assert [one["id"] for one in entries(program.get("/items", number="88121"))] == [ledger["coming"].id]
    assert entries(program.get("/items", state="closed")) == []
    assert program.get("/items", state="lost").status_code == 422
    assert program.get("/items", customer=world.foreign.id).status_code == 404


def test_items_of_a_past_day_show_what_was_open_then(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.erin)
    body = {"credit_item_id": ledger["payment"].id, "to": [{"item_id": ledger["late"].id, "amount_minor": 100_000}]}
    assert program.post("/applications", body).status_code == 201
    query = {"customer": world.acme.id, "number": "88120"}
    assert entries(program.get("/items", **query))[0]["open"]["minor"] == 20_000
    assert entries(program.get("/items", as_of="2026-06-14", **query))[0]["open"]["minor"] == 120_000
    assert entries(program.get("/items", as_of="2026-04-30", **query)) == []


def test_a_past_day_is_asked_for_one_customer_at_a_time(world: World) -> None:
    answer = Program(world.carol).get("/items", as_of="2026-06-01")
    assert answer.status_code == 422
    assert "one customer" in answer.json()["detail"]


@pytest.mark.parametrize(
    "day", ["1718409600", "15.06.2026", "2026-13-01", "0001-01-01", "9999-12-31", "2026-06-15T10:00"]
)
def test_a_day_that_is_none_is_refused_with_its_place(world: World, day: str) -> None:
    answer = Program(world.carol).get("/aging", as_of=day)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == "query"
    assert answer.json()["errors"][0]["pointer"] == "/as_of"


def test_an_applied_credit_closes_what_it_pays_and_answers_the_posting(
    world: World, ledger: dict[str, OpenItem]
) -> None:
    program = Program(world.erin)
    line = {"item_id": ledger["coming"].id, "amount_minor": 29_400, "discount_minor": 600}
    posting = program.post("/applications", {"credit_item_id": ledger["payment"].id, "to": [line]}).json()
    assert [(one["item_id"], one["account"], one["amount"]["minor"]) for one in posting["entries"]] == [
        (ledger["payment"].id, "", 29_400),
        (ledger["coming"].id, "", -30_000),
        (None, "discount_allowed", 600),
    ]
    assert program.get(f"/items/{ledger['coming'].id}").json()["closed_date"] == "2026-06-15"
    history = entries(program.get(f"/items/{ledger['coming'].id}/entries"))
    assert [(one["amount"]["minor"], one["open_after"]["minor"]) for one in history] == [(30_000, 30_000), (-30_000, 0)]
    assert program.get(f"/postings/{posting['id']}").json()["entries"] == posting["entries"]


def test_a_discount_beyond_what_was_earned_is_a_problem_in_words(world: World, ledger: dict[str, OpenItem]) -> None:
    line = {"item_id": ledger["late"].id, "amount_minor": 1, "discount_minor": 119_999}
    answer = Program(world.erin).post("/applications", {"credit_item_id": ledger["payment"].id, "to": [line]})
    assert answer.status_code == 422
    assert "1,199.99 USD discount taken on 88120, 0.00 USD earned" in answer.content.decode()
    assert not Posting.objects.filter(kind="application").exists()


def test_why_a_posting_was_taken_back_is_for_those_who_read_history(world: World, ledger: dict[str, OpenItem]) -> None:
    line = {"item_id": ledger["late"].id, "amount_minor": 100_000}
    program = Program(world.erin)
    posting = program.post("/applications", {"credit_item_id": ledger["payment"].id, "to": [line]}).json()
    reversal = program.post(f"/postings/{posting['id']}/reversal", {"reason": "bounced"}).json()
    path = f"/postings/{reversal['id']}"
    assert Program(world.alice).get(path).json()["reason"] == "bounced"
    assert Program(world.adam).get(path).json()["reason"] == ""


def test_a_payment_pays_no_stranger(world: World, ledger: dict[str, OpenItem]) -> None:
    line = {"item_id": ledger["neighbour"].id, "amount_minor": 7_000}
    answer = Program(world.erin).post("/applications", {"credit_item_id": ledger["payment"].id, "to": [line]})
    assert answer.status_code == 422
    assert "of one family" in answer.content.decode()


def test_a_posting_is_taken_back_once(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.erin)
    line = {"item_id": ledger["late"].id, "amount_minor": 100_000}
    posting = program.post("/applications", {"credit_item_id": ledger["payment"].id, "to": [line]}).json()
    reversal = program.post(f"/postings/{posting['id']}/reversal", {"reason": "wrong item"})
    assert reversal.status_code == 201
    assert reversal.json()["reverses_id"] == posting["id"]
    assert program.get(f"/postings/{posting['id']}").json()["reversed_by_id"] == reversal.json()["id"]
    assert program.get(f"/items/{ledger['late'].id}").json()["open"]["minor"] == 120_000
    again = program.post(f"/postings/{posting['id']}/reversal", {"reason": "again"})
    assert again.status_code == 422
    assert again.json()["reasons"][0]["code"] == "reversal.twice"


def test_a_dispute_is_marked_and_lifted(world: World, ledger: dict[str, OpenItem]) -> None:
    program, path = Program(world.erin), f"/items/{ledger['late'].id}/dispute"
    marked = program.post(path, {"disputed_minor": 20_000, "reason": "short delivery"})
    assert marked.json()["disputed"]["decimal"] == "200.00"
    assert entries(Program(world.alice).get(f"/customers/{world.acme.id}/positions"))[0]["disputed"]["minor"] == 20_000
    assert program.post(path, {"disputed_minor": 0, "reason": "settled"}).json()["disputed"]["minor"] == 0
    too_much = program.post(path, {"disputed_minor": 120_001, "reason": "x"})
    assert too_much.status_code == 422
    assert "cannot be disputed" in too_much.json()["detail"]


def test_a_rule_that_refuses_is_answered_word_for_word(world: World, ledger: dict[str, OpenItem]) -> None:
    body = {"credit_item_id": ledger["payment"].id, "to": [{"item_id": ledger["late"].id, "amount_minor": 100_001}]}
    answer = Program(world.erin).post("/applications", body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"] == "; ".join(reason["sentence"] for reason in problem["reasons"])
    assert Posting.objects.filter(kind=Posting.Kind.APPLICATION).count() == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"credit_item_id": 1, "to": [{"item_id": 1, "amount_minor": 10.5}]}, "/to/0/amount_minor"),
        ({"credit_item_id": 1, "to": [{"item_id": 1, "amount_minor": "10"}]}, "/to/0/amount_minor"),
        ({"credit_item_id": 1, "to": [{"item_id": 1, "amount_minor": 0}]}, "/to/0/amount_minor"),
        ({"credit_item_id": 1, "to": [{"item_id": 1, "amount_minor": 10**19}]}, "/to/0/amount_minor"),
        ({"credit_item_id": True, "to": [{"item_id": 1, "amount_minor": 1}]}, "/credit_item_id"),
        ({"credit_item_id": 1, "to": []}, "/to"),
        ({"credit_item_id": 1, "to": [{"item_id": 1, "amount_minor": 1}], "date": "today"}, "/date"),
        ({"credit_item_id": 1, "to": [{"item_id": 1, "amount_minor": 1}], "posting_date": 20260615}, "/posting_date"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_with_the_path_of_its_field(
    world: World, body: dict[str, object], pointer: str
) -> None:
    answer = Program(world.erin).post("/applications", body)
    assert answer.status_code == 422
    assert [(one["place"], one["pointer"]) for one in answer.json()["errors"]] == [("body", pointer)]


@pytest.mark.parametrize("raw", ["{", "", "[" * 100_000, '{"a": NaN}', "\x00", '"text"', "1" * 5000])
def test_a_body_that_is_no_json_is_refused(world: World, raw: str) -> None:
    program = Program(world.erin)
    answer = program.client.post(
        "/api/v1/applications", raw, content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_credits_of_others_cannot_be_used(world: World, ledger: dict[str, OpenItem]) -> None:
    body = {"credit_item_id": ledger["payment"].id, "to": [{"item_id": ledger["foreign"].id, "amount_minor": 1}]}
    assert Program(world.erin).post("/applications", body).status_code == 404


def test_only_who_posts_may_apply_and_reverse(world: World, ledger: dict[str, OpenItem]) -> None:
    body = {"credit_item_id": ledger["payment"].id, "to": [{"item_id": ledger["late"].id, "amount_minor": 1}]}
    for person in (world.alice, world.bob, world.carol, world.fay, world.audrey, world.adam):
        program = Program(person)
        assert program.post("/applications", body).status_code == 403
        assert program.post("/postings/1/reversal", {"reason": "x"}).status_code == 403
    assert Program(world.dave).post("/applications", body).status_code == 201


def test_who_talks_to_customers_marks_what_they_contest(world: World, ledger: dict[str, OpenItem]) -> None:
    path, body = f"/items/{ledger['late'].id}/dispute", {"disputed_minor": 100, "reason": "short"}
    for person, status in ((world.alice, 200), (world.fay, 200), (world.audrey, 403), (world.adam, 403)):
        assert Program(person).post(path, body).status_code == status


def test_positions_and_statement_say_the_same(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.alice)
    (position,) = entries(program.get(f"/customers/{world.acme.id}/positions"))
    (statement,) = entries(program.get(f"/customers/{world.acme.id}/statement"))
    assert position["open"]["minor"] == statement["claims"]["minor"] == 150_000
    assert position["past_due"]["minor"] == statement["past_due"]["minor"] == 120_000
    assert position["balance"]["minor"] == statement["balance"]["minor"] == 50_000
    assert position["unapplied"]["minor"] == -100_000
    assert [one["claims"]["minor"] for one in position["buckets"]] == [30_000, 120_000, 0, 0, 0, 0]
    assert [one["label"] for one in position["buckets"]][:2] == ["not due", "1-30"]
    lines = entries(program.get(f"/customers/{world.acme.id}/statement/lines"))
    assert {line["number"] for line in lines} >= {"88120", "88121"}
    assert len(lines) == statement["lines"]
    assert sum(line["part"]["minor"] for line in lines) == statement["balance"]["minor"]
    late = entries(program.get(f"/customers/{world.acme.id}/statement/lines", what="past_due"))
    assert sum(line["part"]["minor"] for line in late) == statement["past_due"]["minor"]
    assert program.get(f"/customers/{world.acme.id}/statement/lines", what="nothing").status_code == 422


def test_positions_come_for_all_that_i_see(world: World, ledger: dict[str, OpenItem]) -> None:
    assert {one["customer_id"] for one in entries(Program(world.carol).get("/positions"))} == {
        world.acme.id,
        world.zenith.id,
    }
    assert {one["customer_id"] for one in entries(Program(world.alice).get("/positions"))} == {world.acme.id}


def test_a_statement_of_a_past_day_forgets_what_came_later(world: World, ledger: dict[str, OpenItem]) -> None:
    (statement,) = entries(Program(world.alice).get(f"/customers/{world.acme.id}/statement", as_of="2026-05-15"))
    assert statement["balance"]["minor"] == 150_000
    assert statement["past_due"]["minor"] == 0


@pytest.mark.parametrize("group", ["company", "portfolio", "customer"])
def test_every_aging_adds_up_to_what_the_caller_sees(world: World, ledger: dict[str, OpenItem], group: str) -> None:
    for person, claims in ((world.carol, 157_000), (world.alice, 150_000)):
        rows = entries(Program(person).get("/aging", group=group))
        assert sum(row["open"]["minor"] for row in rows) == claims
        for row in rows:
            assert sum(bucket["claims"]["minor"] for bucket in row["buckets"]) == row["open"]["minor"]


def test_aging_by_portfolio_keeps_those_without_one_apart(world: World, ledger: dict[str, OpenItem]) -> None:
    rows = entries(Program(world.carol).get("/aging", group="portfolio"))
    assert [(row["portfolio_id"], row["open"]["minor"]) for row in rows] == [
        (None, 7_000),
        (world.portfolio.id, 150_000),
    ]


def test_aging_is_narrowed_to_a_customer_a_portfolio_or_a_company(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.carol)
    assert [row["open"]["minor"] for row in entries(program.get("/aging", customer=world.zenith.id))] == [7_000]
    assert [row["open"]["minor"] for row in entries(program.get("/aging", portfolio=world.portfolio.id))] == [150_000]
    assert [row["company"] for row in entries(program.get("/aging", company="NL"))] == ["NL"]
    assert program.get("/aging", company="SW").status_code == 404
    assert program.get("/aging", customer=world.foreign.id).status_code == 404


def test_aging_counts_from_the_date_asked_for(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.alice)
    by_due = entries(program.get("/aging", as_of="2026-06-05"))[0]
    by_document = entries(program.get("/aging", as_of="2026-06-05", basis="document_date"))[0]
    assert [one["claims"]["minor"] for one in by_due["buckets"]][:3] == [30_000, 120_000, 0]
    assert [one["claims"]["minor"] for one in by_document["buckets"]][:3] == [0, 0, 150_000]


def test_aging_leaves_out_what_was_not_known_yet(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.alice)
    assert entries(program.get("/aging", known_at="2026-06-15T13:59:59Z")) == []
    assert entries(program.get("/aging", known_at="2026-06-15T14:00:00Z"))[0]["open"]["minor"] == 150_000
    assert program.get("/aging", known_at="2026-06-15T14:00:00").status_code == 422


def test_aging_by_customer_comes_in_pages(world: World, ledger: dict[str, OpenItem]) -> None:
    program = Program(world.carol)
    first = program.get("/aging", group="customer", limit=1).json()
    second = program.get("/aging", group="customer", limit=1, cursor=first["next"]).json()
    assert [row["customer_id"] for row in first["entries"] + second["entries"]] == [world.acme.id, world.zenith.id]


def test_a_collection_date_is_asked_for_by_program_and_counts_once_another_approves_it(
    world: World, ledger: dict[str, OpenItem]
) -> None:
    path, body = f"/items/{ledger['late'].id}/extension", {"extended_date": "2026-07-15", "reason": "store refit"}
    asked = Program(world.alice).post(path, body)
    assert (asked.status_code, asked.json()["state"]) == (201, "submitted")
    assert Program(world.alice).get(f"/items/{ledger['late'].id}").json()["extended_date"] is None
    give_second_factor(world.carol)
    decided = Program(world.carol).post(
        f"/requests/{asked.json()['id']}/decision",
        {"decision": "approve", "sha256": asked.json()["sha256"]},
        code=totp_code(at=NOW),
    )
    assert decided.json()["state"] == "carried_out"
    assert Program(world.alice).get(f"/items/{ledger['late'].id}").json()["extended_date"] == "2026-07-15"


def test_the_rest_of_a_short_pay_is_moved_by_program(world: World, ledger: dict[str, OpenItem]) -> None:
    path = f"/items/{ledger['late'].id}/residual"
    body = {"amount_minor": 20_000, "number": "D1", "reference": "shortage"}
    program = Program(world.erin)
    answer = program.post(path, body)
    assert answer.status_code == 201
    deduction = answer.json()
    assert (deduction["kind"], deduction["open"]["minor"], deduction["due_date"]) == ("deduction", 20_000, "2026-05-31")
    again = program.post(path, body)
    assert again.status_code == 422
    assert "has a deduction D1 already" in again.content.decode()


def test_a_period_is_closed_by_program_and_listed(world: World, ledger: dict[str, OpenItem]) -> None:
    body = {"company": "NL", "first_day": "2026-05-01", "last_day": "2026-05-31"}
    assert Program(world.erin).post("/periods", body).status_code == 403
    assert Program(world.dave).post("/periods", body | {"company": "SW"}).status_code == 404
    closed = Program(world.dave).post("/periods", body)
    assert closed.status_code == 201
    assert entries(Program(world.erin).get("/periods")) == [closed.json()]
    assert Program(world.dave).post("/periods", body).status_code == 422
