from __future__ import annotations

from django.urls import path

from creditdesk.web.worksheets import asking, views

urlpatterns = [
    path("worksheets/", views.worksheets, name="worksheets"),
    path("worksheets/load/", asking.load, name="worksheet_load"),
    path("worksheets/<int:worksheet_id>/", views.worksheet, name="worksheet"),
    path("worksheets/<int:worksheet_id>/pdf/", views.pdf, name="worksheet_pdf"),
    path("accounts/<int:customer_id>/worksheet/", asking.new, name="worksheet_new"),
    path("accounts/<int:customer_id>/worksheet/form/", asking.form, name="worksheet_form"),
]
