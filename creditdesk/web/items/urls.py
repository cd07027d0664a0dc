from __future__ import annotations

from django.urls import path

from creditdesk.web.items import apply, changes, postings, views

urlpatterns = [
    path("items/<int:item_id>/", views.item, name="item"),
    path("items/<int:item_id>/apply/", apply.apply, name="item_apply"),
    path("items/<int:item_id>/dispute/", views.dispute, name="item_dispute"),
    path("items/<int:item_id>/extend/", changes.extend, name="item_extend"),
    path("items/<int:item_id>/residual/", changes.move, name="item_move"),
    path("postings/<int:posting_id>/", postings.posting, name="posting"),
    path("postings/<int:posting_id>/reverse/", postings.reverse_, name="posting_reverse"),
]
