"""Letters by program: drafted, released once for a key, refused with every reason, read with what they say."""

import pytest
import time_machine

from creditdesk.letters.models import Letter
from creditdesk.mail.models import OutgoingMessage
from tests import builders
from tests.api.programs import Program
from tests.lettering import DAY, furnish
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def owing(world: World):  # type: ignore[no-untyped-def]
    furnish(world)
    builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 40 * DAY)
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_program_drafts_a_letter_and_lets_it_go_once(world: World) -> None:
    program = Program(world.alice)
    made = program.post(f"/customers/{world.acme.id}/letters", {"kind": "reminder_1"})
    assert made.status_code == 201
    letter = made.json()
    assert (letter["state"], letter["missing"], letter["recipient"]) == ("draft", [], "ann@acme.example")
    assert letter["asks_for"] == [{"minor": 100000, "currency": "USD", "decimal": "1000.00"}]

    path = f"/letters/{letter['id']}/release"
    first = program.post(path, {"version": 1}, key="go")
    again = program.post(path, {"version": 1}, key="go")
    assert first.json() == again.json() and first.json()["state"] == "queued"
    assert OutgoingMessage.objects.count() == 1

    read = program.get(f"/letters/{letter['id']}").json()
    assert read["items"][0]["number"] == "A" and "Dear Ann Miller," in read["text"]
    assert program.get(f"/letters/{letter['id']}/pdf").content.startswith(b"%PDF")
    assert [one["id"] for one in program.get("/letters", state="queued").json()["entries"]] == [letter["id"]]


def test_what_stands_against_a_letter_is_told_with_its_code(world: World) -> None:
    program = Program(world.alice)
    path = f"/customers/{world.acme.id}/letters"
    letter = program.post(path, {"kind": "pod_cover", "details": {"invoice": "A"}}).json()
    answer = program.post(f"/letters/{letter['id']}/release", {"version": 1})
    codes = [one["code"] for one in answer.json()["reasons"]]
    assert answer.status_code == 422 and codes == ["letter.empty"] * 5 + ["letter.document_missing"]
    wrong = program.post(path, {"kind": "nsf_notice", "details": {"amount": "a lot"}})
    assert wrong.status_code == 422 and "amount" in wrong.content.decode()
    assert Letter.objects.count() == 1


def test_texts_and_movements_are_read(world: World) -> None:
    program = Program(world.alice)
    texts = program.get("/letter-texts").json()
    assert len(texts["texts"]) == 63 and {one["number"] for one in texts["texts"]} == {0}
    builders.payment(world.acme, amount=400_00, number="P")
    path = f"/customers/{world.acme.id}/statement/period"
    (told,) = program.get(path, first="2026-01-01", last="2026-06-15").json()["statements"]
    assert (told["opening"]["minor"], told["closing"]["minor"]) == (0, 60000)
    assert [one["numbers"] for one in told["movements"]] == [["A"], ["P"]]
