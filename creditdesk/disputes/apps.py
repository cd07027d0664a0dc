from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class DisputesApp(AppConfig):
    name = "creditdesk.disputes"
    label = "disputes"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.disputes.triggers import CASE_GUARDS
    from creditdesk.journal import triggers

    triggers.install(CASE_GUARDS, connection=connections[using])
