from __future__ import annotations

from django.urls import path

from creditdesk.web.portfolios import absences, rules, views

urlpatterns = [
    path("portfolios/", views.portfolios, name="portfolios"),
    path("portfolios/new/", views.new, name="portfolio_new"),
    path("portfolios/<int:portfolio_id>/", views.portfolio, name="portfolio"),
    path("portfolios/account/", views.account, name="portfolio_account"),
    path("portfolios/rules/<str:code>/", rules.rules, name="portfolio_rules"),
    path("portfolios/rules/<int:rule_id>/remove/", rules.remove, name="portfolio_rule_remove"),
    path("portfolios/rules/<int:rule_id>/earlier/", rules.earlier, name="portfolio_rule_earlier"),
    path("portfolios/rules/<str:code>/apply/", rules.apply, name="portfolio_assign"),
    path("portfolios/absences/", absences.absences, name="absences"),
    path("portfolios/absences/<int:absence_id>/cancel/", absences.cancel, name="absence_cancel"),
]
