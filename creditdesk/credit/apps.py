"""The room of orders and credit decisions."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CreditApp(AppConfig):
    name = "creditdesk.credit"
    label = "credit"

    def ready(self) -> None:
        from creditdesk.credit.order_files import OrderFiles
        from creditdesk.intake.models import ImportFile
        from creditdesk.intake.records.keepers import receive

        receive(ImportFile.Content.ORDERS, OrderFiles())
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.credit.triggers import CREDIT_GUARDS
    from creditdesk.journal import triggers

    triggers.install(CREDIT_GUARDS, connection=connections[using])
