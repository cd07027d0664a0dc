from __future__ import annotations

from django.urls import path

from creditdesk.web.users import views

urlpatterns = [
    path("users/", views.users, name="users"),
    path("users/new/", views.new, name="user_new"),
    path("users/<int:user_id>/", views.user, name="user"),
    path("users/<int:user_id>/disable/", views.disable, name="user_disable"),
    path("users/<int:user_id>/enable/", views.enable, name="user_enable"),
    path("users/<int:user_id>/password/", views.password, name="user_password"),
    path("users/<int:user_id>/second-factor/", views.second_factor, name="user_second_factor"),
]
