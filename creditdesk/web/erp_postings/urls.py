from __future__ import annotations

from django.urls import path

from creditdesk.web.erp_postings import views

urlpatterns = [
    path("erp-postings/", views.erp_postings_page, name="erp_postings"),
    path("erp-postings/<int:posting_id>/answer/", views.answered, name="erp_posting_answer"),
]
