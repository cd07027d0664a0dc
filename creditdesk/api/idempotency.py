"""Each act once, however often its request is sent. docs/decisions/idempotency.md says why it is done in three steps.

1. The key is claimed in a transaction of its own: whoever comes second gets 409 while the first is at work.
2. The act runs, in its own transaction, under a key made of user, key and request: it cannot happen twice.
3. The answer is stored beside the key; the same request gets it again, another request with the same key gets 422.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import time
from collections.abc import Callable, Collection
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, close_old_connections, transaction
from django.http import Http404, HttpResponse, JsonResponse
from ninja import Schema
from ninja.errors import HttpError, ValidationError

from creditdesk.api.calls import Call, with_types_of
from creditdesk.api.models import KeyedAnswer
from creditdesk.api.problems import MEDIA_TYPE, problem, refused
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.transactions import DATABASE_AWAY

P = ParamSpec("P")
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_LONGEST = 120
# After so long without an answer the process that ran the act is gone.
LEASE = dt.timedelta(seconds=60)
# How often, and with what pause, a claim is given back where the database does not answer.
_TRIES, _PAUSE_SECONDS = 6, 0.5
# Said before anything was done: the key stays free.
_NOTHING_DONE = (Http404, PermissionDenied, ValidationError, HttpError)

Act = Callable[Concatenate[Call, P], Schema]
Keyed = Callable[Concatenate[Call, P], HttpResponse]


def keyed(*, status: int = 200, once: Collection[str] = ()) -> Callable[[Act[P]], Keyed[P]]:
    """Let the operation act once for each Idempotency-Key of its caller; actions take `request.action_key`.

    The fields of the answer named by `once` are secrets: they are not kept, and null when the request is repeated.
    """

    def decorate(view: Act[P]) -> Keyed[P]:
        @functools.wraps(view)
        def act_once(request: Call, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            key = request.headers.get(HEADER, "")
            if not _is_key(key):
                text = f"Send {HEADER}: up to {_LONGEST} visible characters, another one for each act."
                return problem(request, 400, kind="idempotency-key", detail=text)
            fingerprint = _fingerprint(request)
            claim = _claim(request, key=key, fingerprint=fingerprint)
            if isinstance(claim, HttpResponse):
                return claim
            request.action_key = _action_key(request, key=key, fingerprint=fingerprint)
            try:
                answer = _act(request, lambda: view(request, *args, **kwargs), status=status)
                body = json.loads(answer.content)
                kept = body | dict.fromkeys(body.keys() & set(once))
                KeyedAnswer.objects.filter(id=claim.id).update(status=answer.status_code, body=kept)
            except _NOTHING_DONE:
                claim.delete()
                raise
            except Exception:
                _give_back(request, claim)
                raise
            return answer

        return with_types_of(view, act_once)

    return decorate


def _act(request: Call, act: Callable[[], Schema], *, status: int) -> HttpResponse:
    """The answer of the act; what a rule refuses has one too."""
    try:
        return _answer(status, act().model_dump(mode="json"))
    except Refusal as refusal:
        return refused(request, refusal)


def _give_back(request: Call, claim: KeyedAnswer) -> None:
    """Whether the act happened is not known; its own key makes another try safe, and it may come at once.

    A database that is being started anew answers again in a moment. Where it does not, the claim runs out by itself.
    """
    for _ in range(_TRIES):
        close_old_connections()  # one that broke would answer nothing more
        try:
            KeyedAnswer.objects.filter(id=claim.id, status__isnull=True).update(at=request.at - LEASE)
        except DATABASE_AWAY:
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _claim(request: Call, *, key: str, fingerprint: str) -> KeyedAnswer | HttpResponse:
    """The claim on the key, or the answer that the caller gets instead."""
    user = request.auth.user
    try:
        with transaction.atomic():
            return KeyedAnswer.objects.create(user=user, key=key, fingerprint=fingerprint, at=request.at)
    except IntegrityError:
        earlier = KeyedAnswer.objects.filter(user=user, key=key).first()
    if earlier is None:  # the first one did nothing and gave the key back in this moment
        return _under_way(request)
    if earlier.fingerprint != fingerprint:
        text = f"This {HEADER} was used for another request. Choose another one for each act."
        return problem(request, 422, kind="idempotency-key-used", detail=text)
    if earlier.status is not None:
        answer = _answer(earlier.status, earlier.body)
        answer[REPLAYED] = "true"
        return answer
    if earlier.at > request.at - LEASE:
        return _under_way(request)
    mine = KeyedAnswer.objects.filter(id=earlier.id, status__isnull=True, at=earlier.at).update(at=request.at)
    return earlier if mine else _under_way(request)


def _under_way(request: Call) -> HttpResponse:
    answer = problem(request, 409, detail="The same request is being carried out. Ask again in a moment.")
    answer["Retry-After"] = "1"
    return answer


def _answer(status: int, body: Any) -> HttpResponse:
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE if status >= 400 else "application/json")


def _is_key(key: str) -> bool:
    return 1 <= len(key) <= _LONGEST and all("!" <= letter <= "~" for letter in key)


def _fingerprint(request: Call) -> str:
    """SHA-256 over method, address and what was sent; of files their names and bytes."""
    digest = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode("utf-8", "surrogateescape"))
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for field in sorted(request.POST):
        digest.update(json.dumps([field, request.POST.getlist(field)]).encode())
    for field in sorted(request.FILES):
        for file in request.FILES.getlist(field):
            digest.update(json.dumps([field, file.name, file.size]).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _action_key(request: Call, *, key: str, fingerprint: str) -> str:
    whole = f"{request.auth.user_id}\n{key}\n{fingerprint}"
    return "api/" + hashlib.sha256(whole.encode()).hexdigest()[:56]
