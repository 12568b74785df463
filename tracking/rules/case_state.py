"""Which state of a case may follow which."""

from collections.abc import Mapping

from store.errors import WrongState
from store.words import CaseState

OPEN = frozenset({CaseState.OPEN, CaseState.WAITING_BUYER, CaseState.WAITING_CARRIER})
CLOSED = frozenset(CaseState) - OPEN

NEXT: Mapping[CaseState, frozenset[CaseState]] = {
    **{state: frozenset(CaseState) for state in OPEN},
    **{state: frozenset({CaseState.OPEN}) for state in CLOSED},
}


def step_to(before: CaseState, after: CaseState) -> CaseState:
    """`after`, when it may follow `before`. Raises WrongState."""
    if after not in NEXT[before]:
        raise WrongState(f"This case is {before.value}: reopen it first.", code="case_closed")
    return after
