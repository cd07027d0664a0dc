from __future__ import annotations

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "creditdesk.config"
    label = "config"

    def ready(self) -> None:
        from creditdesk.config import checks  # noqa: F401  (registers the start-up checks)
