"""Payment terms as they come in files: what a code of the ERP means for a company."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from creditdesk.journal.actions import append
from creditdesk.parties.models import PaymentTerms
from creditdesk.parties.records.kept import Change, Source, Wanted
from creditdesk.parties.records.plain import PlainRecords, Row


class Terms(PlainRecords):
    """The codes of a company, each with its terms in the trade's notation."""

    model = PaymentTerms
    reads = {"terms_code": "code", "description": "description", "notation": "notation"}
    key = ("terms_code",)

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[PaymentTerms]:
        """All codes of the rows' companies."""
        return PaymentTerms.objects.filter(company__in={one.company.id for one in wanted})

    def new(self, one: Change, customer_id: int | None) -> PaymentTerms:
        """The code, without its meaning yet."""
        return PaymentTerms(company=one.company, code=one.values["terms_code"])

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """One entry for all codes of a company: which, and field by field what stood there and what stands there."""
        back = verb in ("restored", "removed")
        for company_id in sorted({one.company.id for one, _, _ in told}):
            terms = [
                {
                    "code": one.values["terms_code"],
                    "changes": {
                        name: list(one.changes[name])[:: -1 if back else 1] for name in fields if name not in self.key
                    },
                }
                for one, _, fields in told
                if one.company.id == company_id
            ]
            append(
                f"terms.{verb}",
                by=source.by,
                at=source.at,
                subject=("company", company_id),
                company_id=company_id,
                facts={"import_file_id": source.import_file_id, "count": len(terms), "terms": terms},
            )
