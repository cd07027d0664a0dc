from __future__ import annotations

from django.urls import path

from creditdesk.web.policy import decisions, drafts, views

urlpatterns = [
    path("policy/", views.policy, name="policy"),
    path("policy/versions/", views.versions, name="policy_versions"),
    path("policy/versions/<int:number>/", views.version, name="policy_version"),
    path("policy/versions/<int:number>/changes/", views.changes, name="policy_changes"),
    path("policy/versions/<int:number>/text/", views.text, name="policy_text"),
    path("policy/versions/<int:number>/policy.yaml", views.download, name="policy_download"),
    path("policy/drafts/", drafts.drafts, name="policy_drafts"),
    path("policy/drafts/new/", drafts.new, name="policy_draft_new"),
    path("policy/drafts/<int:draft_id>/", drafts.draft, name="policy_draft"),
    path("policy/drafts/<int:draft_id>/changes/", decisions.changes, name="policy_draft_changes"),
    path("policy/drafts/<int:draft_id>/effect/", decisions.effect, name="policy_draft_effect"),
    path("policy/drafts/<int:draft_id>/catch-up/", decisions.catch_up, name="policy_draft_catch_up"),
    path("policy/drafts/<int:draft_id>/submit/", decisions.submit, name="policy_draft_submit"),
    path("policy/drafts/<int:draft_id>/withdraw/", decisions.withdraw, name="policy_draft_withdraw"),
    path("policy/drafts/<int:draft_id>/approve/", decisions.approve, name="policy_draft_approve"),
    path("policy/drafts/<int:draft_id>/reject/", decisions.reject, name="policy_draft_reject"),
]
