"""The interface for programs: one API, its routers, and its description in OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.schema import NinjaGenerateJsonSchema

from creditdesk.api import problems
from creditdesk.api.calls import PerMinute, Token
from creditdesk.api.routes import (
    absences,
    account_history,
    account_reconciliations,
    acts,
    agencies,
    aging,
    bank,
    bankruptcies,
    calls,
    cases,
    cash_control,
    contacts,
    credit_files,
    customer_events,
    data_changes,
    delinquent,
    differences,
    erp_postings,
    event_decisions,
    exceptions,
    exports,
    followup,
    import_customers,
    imports,
    journal,
    ledger,
    letters,
    mail,
    mailboxes,
    notes,
    order_colleagues,
    order_ways,
    orders,
    parties,
    payment_plans,
    periods,
    policy,
    policy_drafts,
    portfolios,
    promises,
    receipts,
    reference,
    remittances,
    requests,
    returned_payments,
    search,
    self_service,
    settlements,
    small_rests,
    statements,
    stops,
    strategy,
    todays_work,
    tokens,
    unclaimed,
    users,
    webhooks,
    worksheets,
)
from creditdesk.domain.scopes import SCOPE_WORDS, Scope, opened_by

_SCOPES = "A token with scopes, which the operation names: " + "; ".join(
    f"`{scope}`: {words}" for scope, words in SCOPE_WORDS.items()
)
DESCRIPTION = """\
Everything that the desk shows and does, for programs, with the rights of the token's user within its scopes.

Amounts are integer minor units with their currency. Days are YYYY-MM-DD, instants carry their offset. Lists come in
pages: ask on with `cursor`. A POST needs an `Idempotency-Key`. Errors are problem details (RFC 9457).
"""


class CarefulParser(Parser):
    """JSON, as deep as Python reads it and no deeper."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as data. Raises HttpError 400 for a text that is no JSON."""
        try:
            return super().parse_body(request)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "The body is no JSON that can be read.") from error


class DeskAPI(NinjaAPI):
    """The framework's API, which describes its errors as what they are, and itself once in a process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of an operation in programs that are generated from the description: that of its function."""
        return operation.view_func.__name__

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description; every answer from 400 on is a problem. To make it takes longer than any page of the desk."""
        if path_prefix is None:
            path_prefix = self.get_root_path(path_params or {})
        if path_prefix not in self._described:
            self._described[path_prefix] = self._describe(path_prefix)
        return self._described[path_prefix]

    def _describe(self, path_prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix)
        views = {view.__name__: view for view in self._views()}
        schema["components"]["securitySchemes"]["Token"]["description"] = _SCOPES
        schema["components"]["schemas"].update(_problem_shapes())
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["security"] = _security_of(views[operation["operationId"]], is_reading=method == "get")
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        return schema

    def _views(self) -> Iterator[Callable[..., Any]]:
        for _, router in self._routers:
            for path in router.path_operations.values():
                for operation in path.operations:
                    yield operation.view_func


def _problem_shapes() -> dict[str, Any]:
    """The shape of a problem and of its parts, by name."""
    shape = problems.Problem.model_json_schema(
        ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode="serialization"
    )
    return {**shape.pop("$defs"), "Problem": shape}


def _security_of(view: Callable[..., Any], *, is_reading: bool) -> list[dict[str, list[str]]]:
    """The scopes of which one opens the operation, as OpenAPI 3.1 names the roles that a token must have."""
    if getattr(view, "any_scope", False):
        return [{"Token": []}]
    wanted = view.scope  # type: ignore[attr-defined]
    return [{"Token": [one.value]} for one in Scope if opened_by({one}, wanted=wanted, is_reading=is_reading)]


api = DeskAPI(
    title="Creditdesk",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    parser=CarefulParser(),
    auth=Token(),
    throttle=PerMinute(),
)
problems.install(api)
for router, tag in (
    (self_service.router, "desk"),
    (search.router, "desk"),
    (journal.router, "desk"),
    (tokens.router, "desk"),
    (parties.router, "parties"),
    (contacts.router, "parties"),
    (account_history.router, "parties"),
    (ledger.router, "ledger"),
    (statements.router, "ledger"),
    (cash_control.router, "cash"),
    (aging.router, "aging"),
    (acts.router, "acts"),
    (returned_payments.router, "cash"),
    (receipts.router, "cash"),
    (remittances.router, "cash"),
    (orders.router, "orders"),
    (order_ways.router, "orders"),
    (order_colleagues.router, "orders"),
    (requests.router, "requests"),
    (worksheets.router, "worksheets"),
    (settlements.router, "requests"),
    (agencies.router, "requests"),
    (small_rests.router, "requests"),
    (unclaimed.router, "cash"),
    (credit_files.router, "credit"),
    (payment_plans.router, "requests"),
    (reference.router, "parties"),
    (bankruptcies.router, "customer events"),
    (cases.router, "cases"),
    (account_reconciliations.router, "reconciliation"),
    (periods.router, "periods"),
    (bank.router, "cash"),
    (stops.router, "stops"),
    (todays_work.router, "follow-up"),
    (notes.router, "follow-up"),
    (followup.router, "follow-up"),
    (mail.router, "mail"),
    (mailboxes.router, "mail"),
    (calls.router, "follow-up"),
    (promises.router, "follow-up"),
    (letters.router, "letters"),
    (strategy.router, "follow-up"),
    (delinquent.router, "follow-up"),
    (exceptions.router, "follow-up"),
    (customer_events.router, "follow-up"),
    (event_decisions.router, "follow-up"),
    (data_changes.router, "follow-up"),
    (imports.router, "imports"),
    (import_customers.router, "imports"),
    (differences.router, "imports"),
    (exports.router, "exports"),
    (policy.router, "policy"),
    (policy_drafts.router, "policy"),
    (erp_postings.router, "ERP"),
    (webhooks.router, "webhooks"),
    (users.router, "administration"),
    (portfolios.router, "administration"),
    (absences.router, "administration"),
):
    api.add_router("", router, tags=[tag])


def index(request: HttpRequest) -> HttpResponse:
    """Where the description is, for whoever comes to the address by hand."""
    return JsonResponse({"name": "Creditdesk", "version": api.version, "openapi": "/api/v1/openapi.json"})
