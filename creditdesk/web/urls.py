"""The pages of the desk. Each screen brings its own routes; every route stands in tests/web/permission_matrix.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from creditdesk.web.gallery.views import gallery

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("creditdesk.web.home.urls")),
    path("", include("creditdesk.web.metrics.urls")),
    path("account/", include("creditdesk.web.sign_in.urls")),
    path("", include("creditdesk.web.users.urls")),
    path("", include("creditdesk.web.portfolios.urls")),
    path("", include("creditdesk.web.journal.urls")),
    path("", include("creditdesk.web.imports.urls")),
    path("cash/", include("creditdesk.web.bank.urls")),
    path("", include("creditdesk.web.exports.urls")),
    path("", include("creditdesk.web.accounts.urls")),
    path("", include("creditdesk.web.account.urls")),
    path("", include("creditdesk.web.items.urls")),
    path("", include("creditdesk.web.approvals.urls")),
    path("", include("creditdesk.web.plans.urls")),
    path("", include("creditdesk.web.cash.urls")),
    path("", include("creditdesk.web.periods.urls")),
    path("", include("creditdesk.web.stops.urls")),
    path("", include("creditdesk.web.erp_postings.urls")),
    path("", include("creditdesk.web.statement.urls")),
    path("", include("creditdesk.web.search.urls")),
    path("", include("creditdesk.web.today.urls")),
    path("", include("creditdesk.web.ticklers.urls")),
    path("", include("creditdesk.web.promises.urls")),
    path("", include("creditdesk.web.letters.urls")),
    path("", include("creditdesk.web.customer_events.urls")),
    path("", include("creditdesk.web.data_changes.urls")),
    path("", include("creditdesk.web.strategy.urls")),
    path("", include("creditdesk.web.exceptions.urls")),
    path("", include("creditdesk.web.delinquent.urls")),
    path("", include("creditdesk.web.contact.urls")),
    path("", include("creditdesk.web.calls.urls")),
    path("", include("creditdesk.web.contacts.urls")),
    path("", include("creditdesk.web.notes.urls")),
    path("", include("creditdesk.web.policy.urls")),
    path("", include("creditdesk.web.tokens.urls")),
    path("", include("creditdesk.web.calendar.urls")),
    path("", include("creditdesk.web.webhooks.urls")),
    path("", include("creditdesk.web.mail.urls")),
    path("", include("creditdesk.web.cash_returns.urls")),
    path("", include("creditdesk.web.cash_advices.urls")),
    path("cash/", include("creditdesk.web.cash_control.urls")),
    path("", include("creditdesk.web.holds.urls")),
    path("gallery/", gallery, name="gallery"),
]
