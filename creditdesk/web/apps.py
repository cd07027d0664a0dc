from __future__ import annotations

from django.apps import AppConfig


class WebApp(AppConfig):
    name = "creditdesk.web"
    label = "web"
