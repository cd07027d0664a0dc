from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class BankruptcyApp(AppConfig):
    name = "creditdesk.bankruptcy"
    label = "bankruptcy"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.bankruptcy.triggers import BANKRUPTCY_GUARDS
    from creditdesk.journal import triggers

    triggers.install(BANKRUPTCY_GUARDS, connection=connections[using])
