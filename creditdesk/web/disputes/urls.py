from __future__ import annotations

from django.urls import path

from creditdesk.web.disputes import acts, opening, views

urlpatterns = [
    path("disputes/", views.cases, name="cases"),
    path("disputes/board/", views.board, name="case_board"),
    path("disputes/<int:case_id>/", views.case, name="case"),
    path("disputes/<int:case_id>/take/", acts.take, name="case_take"),
    path("disputes/<int:case_id>/assign/", acts.assign, name="case_assign"),
    path("disputes/<int:case_id>/change/", acts.change, name="case_change"),
    path("disputes/<int:case_id>/comment/", acts.comment, name="case_comment"),
    path("disputes/<int:case_id>/paper/", acts.paper, name="case_paper"),
    path("disputes/<int:case_id>/decide/", acts.decide, name="case_decide"),
    path("disputes/<int:case_id>/credit/", acts.credit, name="case_credit"),
    path("disputes/<int:case_id>/demand/", acts.demand, name="case_demand"),
    path("disputes/<int:case_id>/split/", acts.split, name="case_split"),
    path("disputes/<int:case_id>/merge/", acts.merge, name="case_merge"),
    path("disputes/<int:case_id>/withdraw/", acts.withdraw, name="case_withdraw"),
    path("disputes/<int:case_id>/close/", acts.close, name="case_close"),
    path("disputes/<int:case_id>/reopen/", acts.reopen, name="case_reopen"),
    path("accounts/<int:customer_id>/dispute/", opening.new, name="case_new"),
    path("accounts/<int:customer_id>/disputes/", views.of_account, name="account_cases"),
]
