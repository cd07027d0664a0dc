"""A database that is away is told from a mistake of ours: 503, with words that fit, and a time to come again."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from creditdesk.api.desk import api
from creditdesk.web.home.views import server_error


@pytest.mark.parametrize("error", [OperationalError("the connection is lost"), InterfaceError("it is closed")])
def test_a_page_says_that_the_database_does_not_answer(rf: RequestFactory, error: Exception) -> None:
    try:
        raise error
    except Exception:
        answer = server_error(rf.get("/today/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database does not answer" in answer.content.decode()
    assert "saved whole or not at all" in answer.content.decode()


def test_any_other_error_is_our_mistake(rf: RequestFactory) -> None:
    try:
        raise ValueError("a slip")
    except ValueError:
        answer = server_error(rf.get("/today/"))
    assert answer.status_code == 500
    assert "The desk made a mistake" in answer.content.decode()


def test_a_program_is_told_to_send_the_same_request_again(rf: RequestFactory) -> None:
    answer = api.on_exception(rf.post("/api/v1/applications"), OperationalError("the connection is lost"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert b"/problems/database-away" in answer.content
    assert b"with the same key again" in answer.content
