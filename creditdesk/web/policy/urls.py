from __future__ import annotations

from django.urls import path

from creditdesk.web.policy import views

urlpatterns = [
    path("policy/", views.policy, name="policy"),
    path("policy/versions/", views.versions, name="policy_versions"),
    path("policy/versions/<int:number>/", views.version, name="policy_version"),
    path("policy/versions/<int:number>/changes/", views.changes, name="policy_changes"),
    path("policy/versions/<int:number>/text/", views.text, name="policy_text"),
    path("policy/versions/<int:number>/policy.yaml", views.download, name="policy_download"),
]
