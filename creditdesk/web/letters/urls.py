from __future__ import annotations

from django.urls import path

from creditdesk.web.letters import one, runs, statement, texts, views, writing

_TEXT = "letters/texts/<str:kind>/<str:language>/"
_DRAFT = "letters/texts/drafts/<int:text_id>/"

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/send/", runs.send, name="letters_send"),
    path("letters/print/", runs.to_printer, name="letters_print"),
    path("letters/draft/", runs.draft, name="letters_draft"),
    path("letters/runs/<int:run_id>/", runs.run, name="letter_run"),
    path("letters/runs/<int:run_id>/progress/", runs.progress, name="letter_run_progress"),
    path("letters/runs/<int:run_id>/file/", runs.file, name="letter_run_file"),
    path("letters/new/", writing.new, name="letter_new"),
    path("letters/<int:letter_id>/", one.letter, name="letter"),
    path("letters/<int:letter_id>/edit/", writing.edit, name="letter_edit"),
    path("letters/<int:letter_id>/send/", one.send, name="letter_send"),
    path("letters/<int:letter_id>/discard/", one.discard, name="letter_discard"),
    path("letters/<int:letter_id>/file/<str:form>/", one.file, name="letter_file"),
    path("accounts/<int:customer_id>/letters/", views.of_account, name="account_letters"),
    path("accounts/<int:customer_id>/statement/period/", statement.period, name="statement_period"),
    path("accounts/<int:customer_id>/statement/pdf/", statement.pdf, name="statement_pdf"),
    path("letters/texts/", texts.texts, name="letter_texts"),
    path(_DRAFT, texts.draft, name="letter_text_draft"),
    path(f"{_DRAFT}submit/", texts.submit, name="letter_text_submit"),
    path(f"{_DRAFT}decide/", texts.decide, name="letter_text_decide"),
    path(f"{_DRAFT}withdraw/", texts.withdraw, name="letter_text_withdraw"),
    path(_TEXT, texts.text, name="letter_text"),
    path(f"{_TEXT}new/", texts.new, name="letter_text_new"),
]
