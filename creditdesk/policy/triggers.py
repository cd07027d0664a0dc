"""A version of the policy is never changed: decisions point at it."""

from __future__ import annotations

from creditdesk.journal.triggers import append_only

POLICY_GUARDS = append_only("policy_policyversion")
