"""Which of support's people may do what: each role may do all that the one before it may."""

from store.words import AgentRole

RANK = {AgentRole.AGENT: 0, AgentRole.SUPERVISOR: 1, AgentRole.ADMIN: 2}


def reaches(role: AgentRole | None, least: AgentRole) -> bool:
    """Whether somebody with `role` may do what needs at least `least`; nobody without a role may."""
    return role is not None and RANK[role] >= RANK[least]
