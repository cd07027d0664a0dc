"""Portfolios: whose they are, and which accounts are in them: by a rule, or one by one."""

from __future__ import annotations

from creditdesk.domain.risk_class import RiskClass
from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.records.customers import CUSTOMER_NUMBER, CUSTOMERS
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Values,
    choice,
    code,
    country,
    customer,
    required,
    text,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS

RULE_FIELDS = ("name_from", "name_to", "risk_class", "segment", "country", "region")


def _finish(values: Values, row: RowCells, _about: About) -> Values:
    required(values, "portfolio", row)
    first, last = str(values.get("name_from", "")).lower(), str(values.get("name_to", "")).lower()
    if last and last < first[: len(last)]:
        row.field = "name_to"
        text_ = "no name lies from %(first)s to %(last)s"
        raise CellRefused("portfolio.empty_range", text_, first=first, last=last)
    return {}


PORTFOLIOS = RecordKind(
    name="portfolios",
    title="portfolios and their reps",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "portfolio": Field("text", ("portfolio", "portfolio name", "portfolio code", "territory", "portefeuille",
                                    "cartera", "mahngruppe"), text(80)),
        "rep": Field("text", ("rep", "credit rep", "collector", "rep user", "rep user name", "collection specialist",
                              "sachbearbeiter", "charge de recouvrement", "gestor", "gestor de cobro", "behandelaar"),
                     text(150)),
        "supervisor": Field("text", ("supervisor", "supervisor user name", "team lead", "teamleiter", "superviseur",
                                     "responsable", "teamleider"), text(150)),
        "customer_number": Field("identifier", CUSTOMER_NUMBER[:-2], customer),
        "name_from": Field("text", ("name from", "names from", "name von", "nom de", "nombre desde", "naam van"),
                           text(40)),
        "name_to": Field("text", ("name to", "names to", "name bis", "nom a", "nombre hasta", "naam tot"), text(40)),
        "risk_class": Field("text", CUSTOMERS.fields["risk_class"].headings,
                            choice({risk.value: risk.value for risk in RiskClass})),
        "segment": Field("text", CUSTOMERS.fields["segment"].headings, text(20)),
        "country": Field("text", CUSTOMERS.fields["country"].headings, country),
        "region": Field("text", CUSTOMERS.fields["region"].headings, text(40)),
    },
    key=("portfolio", "customer_number", *RULE_FIELDS),
    needed=(("portfolio",), ("rep",)),
    foreign={
        "open_items": DOCUMENT_FIELDS,
        "customers": frozenset({"terms_code", "credit_limit_minor", "street", "parent", "payer"}),
    },
    finish=_finish,
)  # fmt: skip
