from __future__ import annotations

from django.urls import path

from creditdesk.web.agency import asking, profiles, views

urlpatterns = [
    path("agency/", views.placeable, name="agency"),
    path("agency/recommend/", asking.batch, name="agency_batch"),
    path("agency/placements/", views.placements, name="placements"),
    path("agency/placements/<int:placement_id>/", views.placement, name="placement"),
    path("agency/placements/<int:placement_id>/remit/", views.remit, name="placement_remit"),
    path("agency/placements/<int:placement_id>/back/", views.back, name="placement_back"),
    path("agency/agencies/", profiles.agencies, name="agencies"),
    path("agency/agencies/new/", profiles.new, name="agency_new"),
    path("agency/agencies/<int:agency_id>/", profiles.change, name="agency_change"),
    path("agency/agencies/<int:agency_id>/file/", profiles.file, name="agency_file"),
    path("accounts/<int:customer_id>/agency/", asking.new, name="placement_new"),
    path("requests/<int:request_id>/placement/", asking.revise, name="placement_change"),
]
