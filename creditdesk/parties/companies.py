"""Making a selling company: the first thing that an installation needs, and done at its console.

Companies that a file names beside the one it came for are made as it is posted; this is how the first one comes.
"""

from __future__ import annotations

import datetime as dt
import re

from creditdesk.domain.contact_rules import TimeZoneError, zone
from creditdesk.domain.money import current_currencies
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Role
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, User

# As short as an ERP writes it, and fit to be the name of a folder of the inbox.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_NAME_CHARS = 120


@action
def make_company(
    code: str, *, name: str, currency: str, country: str, time_zone: str, keeps_books: bool, at: dt.datetime
) -> Company:
    """Make the company; all administrators work for it from then on, and assign it to others.

    With `keeps_books` its ledger is kept here, otherwise in an ERP. Raises Refusal with every reason.
    """
    company = Company(
        code=code.strip(),
        name=name.strip(),
        currency=currency.strip().upper(),
        country=country.strip().upper(),
        time_zone=time_zone,
        mode=Company.Mode.SUBLEDGER if keeps_books else Company.Mode.SHADOW,
    )
    if reasons := _unfit(company):
        raise Refusal(tuple(reasons))
    company.save(force_insert=True)
    for user in User.objects.filter(role=Role.ADMINISTRATOR.value, is_active=True):
        user.companies.add(company)
    facts = {"code": company.code, "currency": company.currency, "country": company.country, "mode": company.mode}
    subject = ("company", company.id)
    append("company.made", by="console", at=at, subject=subject, company_id=company.id, facts=facts)
    return company


def _unfit(company: Company) -> list[Reason]:
    found = []
    if not _CODE.fullmatch(company.code):
        text = "a code is 1 to 20 letters, digits and dashes: %(code)r is not"
        found.append(Reason("company.code", text, {"code": company.code}))
    elif Company.objects.filter(code__iexact=company.code).exists():
        found.append(Reason("company.code_taken", "there is a company %(code)s already", {"code": company.code}))
    if not company.name or len(company.name) > _NAME_CHARS:
        found.append(Reason("company.name", "give a name of at most %(chars)d letters", {"chars": _NAME_CHARS}))
    if company.currency not in current_currencies():
        text = "%(currency)r is no currency of today: three letters, such as USD"
        found.append(Reason("company.currency", text, {"currency": company.currency}))
    if not _COUNTRY.fullmatch(company.country):
        found.append(
            Reason(
                "company.country",
                "a country is two letters, such as US: %(country)r is not",
                {"country": company.country},
            )
        )
    try:
        zone(company.time_zone)
    except TimeZoneError as error:
        found.append(Reason("company.time_zone", "%(words)s", {"words": str(error)}))
    return found
