"""Mail by program: read, filed, answered, decided; mailboxes made with a code and never told again with a password."""

from __future__ import annotations

from creditdesk.api.models import KeyedAnswer
from creditdesk.mail.models import Mailbox, OutgoingMessage
from tests import builders
from tests.api.programs import Program, entries
from tests.mail.post import arrived, contact, mailbox, queued, written
from tests.world import World

BOX = {
    "company": "NL",
    "sender_name": "Receivables",
    "address": "ar@northlight.example",
    "smtp_host": "smtp.northlight.example",
    "smtp_user": "ar",
    "smtp_password": "geheim",
}


def test_a_message_is_read_filed_and_answered(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    item = builders.invoice(world.zenith, amount=10_000, number="Z-10")
    message = arrived(box, written(sender="who@nowhere.example", text="We will pay Z-10 on Friday."))
    program = Program(world.bob)

    (waiting,) = entries(program.get("/mail/unmatched"))
    assert (waiting["id"], waiting["state"], waiting["customer_id"]) == (message.id, "unmatched", None)
    read = program.get(f"/mail/in/{message.id}").json()
    assert [one["kind"] for one in read["marked"]] == ["promise"]
    assert [one["customer_id"] for one in read["candidates"]] == [world.zenith.id]

    filed = program.post(f"/mail/in/{message.id}/filing", {"customer_id": world.zenith.id}).json()
    assert (filed["state"], filed["item_ids"], filed["candidates"]) == ("filed", [item.id], [])
    late = Program(world.carol).post(f"/mail/in/{message.id}/filing", {"customer_id": world.acme.id})
    assert late.status_code == 409 and "Bob filed this message" in late.json()["detail"]
    nobody = program.post(f"/mail/in/{message.id}/filing", {"customer_id": world.foreign.id})
    assert nobody.status_code == 422

    answer = program.post(f"/mail/in/{message.id}/reply", {"text": "Thank you."})
    assert answer.status_code == 201 and answer.json()["to_address"] == "who@nowhere.example"
    assert [one["state"] for one in entries(program.get("/mail/out?state=waiting"))] == ["waiting"]


def test_a_message_is_moved_by_who_sees_both_accounts(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    contact(world.acme, email="ann@acme.example")
    address = f"/mail/in/{arrived(box, written()).id}"

    # Alice sees the account where it lies and not the one where it belongs: for her there is none.
    refused = Program(world.alice).post(f"{address}/move", {"customer_id": world.zenith.id})
    assert refused.status_code == 422 and "there is no customer" in refused.json()["detail"]
    bob = Program(world.bob)
    moved = bob.post(f"{address}/move", {"customer_id": world.zenith.id}, key="m")
    assert moved.status_code == 200 and moved.json()["customer_id"] == world.zenith.id
    assert bob.post(f"{address}/move", {"customer_id": world.zenith.id}, key="m").json() == moved.json()
    assert Program(world.alice).get(address).status_code == 404
    again = bob.post(f"{address}/move", {"customer_id": world.zenith.id}, key="n")
    assert again.status_code == 422 and "lies at this account already" in again.json()["detail"]


def test_a_mailbox_is_given_to_a_rep_who_works_its_queue(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    message = arrived(box, written(sender="who@nowhere.example"))
    adam, alice = Program(world.adam), Program(world.alice)
    assert entries(alice.get("/mail/unmatched")) == []

    given = adam.confirmed(f"/mailboxes/{box.id}/readers", {"user_ids": [world.alice.id]}, key="r-1")
    assert given.status_code == 200 and [one["username"] for one in given.json()["readers"]] == ["alice"]
    assert adam.get(f"/mailboxes/{box.id}/readers").json() == given.json()
    assert [one["id"] for one in entries(alice.get("/mail/unmatched"))] == [message.id]
    filed = alice.post(f"/mail/in/{message.id}/filing", {"customer_id": world.acme.id})
    assert filed.status_code == 200 and filed.json()["state"] == "filed"

    wrong = adam.confirmed(f"/mailboxes/{box.id}/readers", {"user_ids": [world.charlie.id]}, key="r-2")
    assert wrong.status_code == 422 and "cannot be given this mailbox" in wrong.json()["detail"]


def test_a_rep_reads_the_mail_of_his_accounts_only(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    contact(world.acme, email="ann@acme.example")
    arrived(box, written())
    unfiled = arrived(box, written(sender="who@nowhere.example"))
    queued(world.zenith, by=world.bob)
    program = Program(world.alice)

    assert [one["customer_id"] for one in entries(program.get("/mail/in"))] == [world.acme.id]
    assert entries(program.get("/mail/unmatched")) == []
    assert entries(program.get("/mail/out?state=waiting")) == []
    assert program.get(f"/mail/in/{unfiled.id}").status_code == 404
    assert program.get(f"/mail/out/{OutgoingMessage.objects.get().id}").status_code == 404


def test_a_mailbox_is_made_with_a_code_and_its_password_told_to_nobody(world: World) -> None:
    program = Program(world.adam)
    made = program.confirmed("/mailboxes", BOX, key="m-1")
    again = program.confirmed("/mailboxes", BOX, key="m-1")

    assert made.status_code == 201 and again.json() == made.json()
    assert Mailbox.objects.count() == 1
    kept = str(list(KeyedAnswer.objects.values())) + str(program.get("/mailboxes").json()) + str(made.json())
    assert "geheim" not in kept and "password" not in kept
    wrong = program.confirmed("/mailboxes", BOX | {"smtp_host": "10.0.0.7"}, key="m-2")
    assert wrong.status_code == 422 and "10.0.0.7 lies in a network" in wrong.json()["detail"]
