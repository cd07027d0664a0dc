from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ReconciliationApp(AppConfig):
    name = "creditdesk.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.journal import triggers
    from creditdesk.reconciliation.triggers import RECONCILIATION_GUARDS

    triggers.install(RECONCILIATION_GUARDS, connection=connections[using])
