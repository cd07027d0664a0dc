from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CashApp(AppConfig):
    name = "creditdesk.cash"
    label = "cash"

    def ready(self) -> None:
        from creditdesk.cash.bank_files import BankFiles
        from creditdesk.intake.bank.keepers import receive

        receive(BankFiles())
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.cash.triggers import CASH_GUARDS
    from creditdesk.journal import triggers

    triggers.install(CASH_GUARDS, connection=connections[using])
