"""A version of the policy is never changed: decisions point at it. A draft is kept, and its end is final."""

from __future__ import annotations

from creditdesk.journal.triggers import Guard, append_only

POLICY_GUARDS = (
    *append_only("policy_policyversion"),
    Guard("policy_draft_kept", "policy_policydraft", "DELETE", "a draft of the policy is kept"),
    Guard(
        "policy_draft_final",
        "policy_policydraft",
        "UPDATE",
        "an adopted or withdrawn draft of the policy does not change",
        condition="OLD.state IN ('adopted', 'withdrawn')",
    ),
)
