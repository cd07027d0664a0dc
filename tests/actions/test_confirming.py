"""A promise that is to be confirmed in writing: its letter is drafted with the call, or the call says why not."""

import datetime as dt
from dataclasses import replace

import pytest

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import NextAction, Said
from creditdesk.followup.models import Activity, Promise, Tickler
from creditdesk.followup.recording import CONFIRMATION, CONFIRMATION_DRAFTED
from creditdesk.journal.models import JournalEntry
from creditdesk.letters.confirming import Confirmed, log_contact_and_confirm
from creditdesk.letters.drafting import discard_letter
from creditdesk.letters.models import Letter
from creditdesk.letters.releasing import release_letter
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.contact_actions import mark_contact
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.lettering import furnish, mailbox
from tests.world import NOW, TODAY, World

FRIDAY = TODAY + dt.timedelta(days=4)
PROMISED = Said(
    "call",
    "inbound",
    "promised",
    promised=Money(500_00, "USD"),
    promised_date=FRIDAY,
    method="check",
    confirmation_wanted=True,
)


@pytest.fixture
def owing(world: World) -> World:
    """Acme has an address and Ann, and owes 500.00."""
    furnish(world)
    mailbox(world.northlight)
    builders.invoice(world.acme, amount=500_00, number="INV-1", due_date=TODAY - dt.timedelta(days=33))
    return world


def tell(world: World, said: Said = PROMISED, *, key: str = "call", then: NextAction | None = None) -> Confirmed:
    return log_contact_and_confirm(world.acme, said=said, then=then, by=world.alice, at=NOW, as_of=TODAY, key=key)


def change(world: World, **columns: str) -> None:
    Customer.objects.filter(id=world.acme.id).update(**columns)
    world.acme.refresh_from_db()


def test_the_wish_makes_the_draft_for_the_promise_just_made_to_whom_one_spoke_with(owing: World) -> None:
    ann = Contact.objects.get()
    told = tell(owing, replace(PROMISED, contact_id=ann.id))
    letter = Letter.objects.get()
    assert told == Confirmed(Activity.objects.get(), letter)
    assert (letter.kind, letter.state, letter.promise) == ("promise_confirmation", "draft", Promise.objects.get())
    assert (letter.contact, letter.recipient, letter.missing) == (ann, "ann@acme.example", [])
    assert letter.subject.endswith("your payment of 500.00 USD on June 19, 2026")
    kinds = list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds[-4:] == ["activity.recorded", "promise.made", "tickler.opened", "letter.drafted"]
    assert broken_facts(as_of=TODAY) == []


def test_it_is_written_in_the_customers_language(owing: World) -> None:
    change(owing, country="CA", region="QC")
    assert tell(owing).letter is not None
    assert Letter.objects.get().subject.startswith("Compte")


def test_told_twice_it_is_drafted_once_and_the_same_letter_is_named(owing: World) -> None:
    first, second = tell(owing), tell(owing)
    assert first.letter == second.letter == Letter.objects.get() and first.activity == second.activity


def test_the_tickler_of_the_wish_is_done_once_the_letter_goes_or_is_put_aside(owing: World) -> None:
    letter = tell(owing).letter
    assert letter is not None
    wish = Tickler.objects.get()
    assert (wish.cause, wish.kind, wish.due_date, wish.state) == (CONFIRMATION_DRAFTED, "letter", TODAY, "open")
    discard_letter(letter, reason="He wrote it himself", seen=letter.version, by=owing.alice, at=NOW)
    wish.refresh_from_db()
    assert wish.state == "done"

    again = tell(owing, PROMISED, key="again").letter
    assert again is not None
    release_letter(again, seen=again.version, by=owing.alice, at=NOW, as_of=TODAY)
    assert not Tickler.objects.filter(state="open").exists()
    assert broken_facts(as_of=TODAY) == []


def test_without_an_address_the_call_is_kept_and_the_reason_is_told(owing: World) -> None:
    Contact.objects.all().delete()
    change(owing, street="", email="")
    told = tell(owing)
    assert [str(one) for one in told.reasons] == ["no address is known to which it could go"]
    assert told.letter is None and not Letter.objects.exists()
    assert Promise.objects.get().activity == told.activity == Activity.objects.get()
    assert Tickler.objects.get().cause == (
        f"{CONFIRMATION}; no letter was drafted: no address is known to which it could go"
    )


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"contact_block": "attorney"}, "contact.attorney"), ({"status": "bankrupt"}, "contact.bankruptcy")],
)
def test_where_contact_is_stopped_the_call_is_kept_without_a_letter(
    owing: World, columns: dict[str, str], code: str
) -> None:
    change(owing, **columns)
    told = tell(owing)
    assert [reason.code for reason in told.reasons] == [code]
    assert Promise.objects.count() == 1 and not Letter.objects.exists()


def test_whoever_opted_out_of_e_mail_is_confirmed_by_post(owing: World) -> None:
    ann = Contact.objects.get()
    mark = Mark(MarkKind.OPTED_OUT, Channel.EMAIL, TODAY, "said so")
    mark_contact(ann, mark=mark, by=owing.alice, at=NOW, as_of=TODAY, key="o")
    letter = tell(owing).letter
    assert letter is not None and letter.channel == "post" and letter.recipient.startswith("7 Shutter Road")


def test_a_field_without_a_value_leaves_a_draft_that_cannot_go_and_says_which(world: World) -> None:
    furnish(world, remit_to='""')
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - dt.timedelta(days=33))
    told = tell(world)
    assert told.letter is not None and told.letter.missing == ["remit_to"]
    assert [str(one) for one in told.reasons] == ["the field remit_to is empty"]


def test_the_draft_for_a_promise_in_whose_place_another_stands_is_put_aside(owing: World) -> None:
    first = tell(owing).letter
    second = tell(owing, replace(PROMISED, promised=Money(400_00, "USD")), key="later").letter
    assert first is not None and second is not None and "400.00 USD" in second.subject
    first.refresh_from_db()
    assert first.state == "discarded" and first.reason is not None and first.reason["code"] == "letter.promise_gone"
    assert [one.activity for one in Tickler.objects.filter(state="open")] == [Activity.objects.get(key="later")]
    assert broken_facts(as_of=TODAY) == []


def test_beside_one_that_still_stands_no_second_goes_to_the_address_on_a_day(owing: World) -> None:
    tell(owing, replace(PROMISED, promised=Money(100_00, "USD")))
    told = tell(owing, replace(PROMISED, promised=Money(400_00, "USD"), in_addition=True), key="later")
    assert [reason.code for reason in told.reasons] == ["letter.once"]
    assert Activity.objects.count() == 2 and Letter.objects.count() == 1


def test_what_is_no_promise_or_is_not_to_be_confirmed_makes_no_letter(owing: World) -> None:
    spoke = Said("call", "inbound", "spoke", confirmation_wanted=True)
    assert tell(owing, spoke).reasons == () and Tickler.objects.get().cause == CONFIRMATION
    assert tell(owing, replace(PROMISED, confirmation_wanted=False), key="no") == Confirmed(
        Activity.objects.get(key="no")
    )
    assert not Letter.objects.exists()


def test_where_the_call_is_refused_nothing_is_drafted(owing: World) -> None:
    past = NextAction("Call", TODAY - dt.timedelta(days=1), owing.alice)
    with pytest.raises(Refusal):
        tell(owing, then=past)
    assert not Letter.objects.exists() and not Activity.objects.exists()
