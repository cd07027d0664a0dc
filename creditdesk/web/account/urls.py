from __future__ import annotations

from django.urls import path

from creditdesk.web.account import documents, people, tabs, timeline, views, why

_ONE = "accounts/<int:customer_id>/"

urlpatterns = [
    path(_ONE, views.items, name="account"),
    path(f"{_ONE}closed/", tabs.closed, name="account_closed"),
    path(f"{_ONE}payments/", tabs.payments, name="account_payments"),
    path(f"{_ONE}family/", people.family, name="account_family"),
    path(f"{_ONE}contacts/", people.contacts, name="account_contacts"),
    path(f"{_ONE}documents/", documents.documents, name="account_documents"),
    path(f"{_ONE}documents/new/", documents.attach, name="account_document_new"),
    path("documents/<int:document_id>/", documents.download, name="document"),
    path(f"{_ONE}timeline/", timeline.timeline, name="account_timeline"),
    path(f"{_ONE}timeline/newest/", timeline.newest, name="account_newest"),
    path(f"{_ONE}why/", why.why, name="account_why"),
]
