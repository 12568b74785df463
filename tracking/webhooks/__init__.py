"""Webhooks, by Standard Webhooks: what happened is told to the systems of partners and carriers.

Whoever changes something calls `tell_partner` or `tell_carrier` in the same transaction; workers deliver.
"""

from tracking.webhooks.tell import tell_carrier, tell_partner

__all__ = ["tell_carrier", "tell_partner"]
