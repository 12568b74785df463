"""Which role may do what."""

from itertools import product

from store.words import AgentRole
from tracking.rules.roles import reaches

IN_ORDER = [AgentRole.AGENT, AgentRole.SUPERVISOR, AgentRole.ADMIN]


def test_each_role_may_do_all_that_the_lower_ones_may_and_nothing_more():
    for role, least in product(IN_ORDER, IN_ORDER):
        assert reaches(role, least) == (IN_ORDER.index(role) >= IN_ORDER.index(least))


def test_who_has_no_role_reaches_none():
    assert not any(reaches(None, least) for least in IN_ORDER)
