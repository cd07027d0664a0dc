"""What is planned is kept as text, which somebody typed or the desk wrote for him; the desk knows its own again.

A tickler's cause is one line that people change freely, so it is kept as text. The sentences that the desk writes there
are few: they are recognised by their form, and told in the reader's language.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from creditdesk.bankruptcy.tasks import ASK_COURT, CAUSES
from creditdesk.credit.mentioning import LOOK_AT
from creditdesk.credit.offer_states import WAITED
from creditdesk.creditfile.tasks import REVIEW_CALLED, REVIEW_LAPSED
from creditdesk.disputes.windows import CLOSING as CASE_CLOSING
from creditdesk.disputes.windows import MISSED as CASE_MISSED
from creditdesk.domain.customer_events import TASK_TEXTS
from creditdesk.domain.reasons import Reason
from creditdesk.domain.sales_answers import PAID, PAID_OF, PROMOTION, PROMOTION_OF, WORD
from creditdesk.domain.worklist import OWN_STEPS
from creditdesk.exports.words import policy_name, told
from creditdesk.followup.asking_payers import ASK_FOR_LIST, ASK_WHY_LESS
from creditdesk.followup.held_checks import DECIDE_IN_FULL, DECIDE_IN_FULL_BY, DEPOSIT
from creditdesk.followup.recording import CONFIRMATION, CONFIRMATION_DRAFTED, CONFIRMATION_NOT_DRAFTED
from creditdesk.letters.releasing import FOLLOW_UP
from creditdesk.mail.arriving import CAME_BACK
from creditdesk.mail.filing import OPENED
from creditdesk.plans.tasks import DOWN_MISSING, FAILED, MISSING, REMIND
from creditdesk.settlements.judging import LAPSED, VOID

_PLACE = re.compile(r"%\((\w+)\)[sd]")


_OWN = (
    *OWN_STEPS.values(),
    *TASK_TEXTS.values(),
    *OPENED.values(),
    *CAUSES.values(),
    ASK_COURT,
    FOLLOW_UP,
    CONFIRMATION,
    CONFIRMATION_DRAFTED,
    CONFIRMATION_NOT_DRAFTED,
    ASK_FOR_LIST,
    ASK_WHY_LESS,
    CAME_BACK,
    DEPOSIT,
    DECIDE_IN_FULL_BY,
    DECIDE_IN_FULL,
    LAPSED,
    VOID,
    CASE_CLOSING,
    CASE_MISSED,
    REVIEW_LAPSED,
    REVIEW_CALLED,
    REMIND,
    MISSING,
    DOWN_MISSING,
    FAILED,
    PROMOTION_OF,
    PROMOTION,
    PAID_OF,
    PAID,
    WORD,
    LOOK_AT,
    WAITED,
)


@lru_cache(maxsize=4096)
def own_sentence(text: str) -> Reason | None:
    """The sentence of ours that the text is, with its facts; None for what a person wrote."""
    for sentence in _OWN:
        if found := _form(sentence).fullmatch(text):
            return Reason("planned.own", sentence, found.groupdict())
    return None


def planned_words(text: str) -> str:
    """What is planned, in the words of a file: its days stay as ISO has them."""
    own = own_sentence(text)
    return told(own) if own else policy_name(text)


@cache
def _form(sentence: str) -> re.Pattern[str]:
    words = _PLACE.split(sentence)
    return re.compile("".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(words)), re.S)
