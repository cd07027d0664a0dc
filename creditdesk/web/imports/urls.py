from __future__ import annotations

from django.urls import path

from creditdesk.web.imports import customers, profiles, views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="import_new"),
    path("imports/profiles/", profiles.profiles, name="import_profiles"),
    path("imports/profiles/<int:profile_id>/forget/", profiles.forget, name="import_profile_forget"),
    path("imports/numbers/", customers.decided_numbers, name="import_decided_numbers"),
    path("imports/numbers/<int:decided_id>/forget/", customers.forget, name="import_number_forget"),
    path("imports/<int:file_id>/", views.file, name="import"),
    path("imports/<int:file_id>/profile/", profiles.save, name="import_profile_save"),
    path("imports/<int:file_id>/customers/", customers.decide, name="import_customers"),
    path("imports/<int:file_id>/progress/", views.progress, name="import_progress"),
    path("imports/<int:file_id>/read-again/", views.read_again, name="import_read_again"),
    path("imports/<int:file_id>/last-line/", views.accept_last_line, name="import_last_line"),
    path("imports/<int:file_id>/every-line/", views.read_every_line, name="import_every_line"),
    path("imports/<int:file_id>/post/", views.post, name="import_post"),
    path("imports/<int:file_id>/balance/", views.balance, name="import_balance"),
    path("imports/<int:file_id>/discard/", views.discard, name="import_discard"),
    path("imports/<int:file_id>/go-on/", views.go_on, name="import_go_on"),
    path("imports/<int:file_id>/undo/", views.undo, name="import_undo"),
    path("imports/<int:file_id>/rows/<str:verdict>/", views.rows, name="import_rows"),
    path("imports/<int:file_id>/refused.xlsx", views.refused_xlsx, name="import_refused_xlsx"),
]
