from __future__ import annotations

from django.urls import path

from creditdesk.web.bankruptcy import acts, views

urlpatterns = [
    path("bankruptcies/", views.cases, name="bankruptcies"),
    path("bankruptcies/<int:case_id>/", views.case, name="bankruptcy"),
    path("bankruptcies/<int:case_id>/pdf/", views.pdf, name="bankruptcy_pdf"),
    path("bankruptcies/<int:case_id>/facts/", acts.tell_facts, name="bankruptcy_tell"),
    path("bankruptcies/<int:case_id>/receipts/", acts.receive, name="bankruptcy_received"),
    path("bankruptcies/<int:case_id>/step/", acts.step, name="bankruptcy_step"),
    path("bankruptcies/<int:case_id>/use/", acts.use, name="bankruptcy_use"),
    path("bankruptcies/<int:case_id>/account/", acts.account, name="bankruptcy_account"),
]
