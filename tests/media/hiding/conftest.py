from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.media.conftest import Passed


@pytest.fixture
def passed(passed: Callable[..., Passed]) -> Callable[..., Passed]:
    """The drawn ground is softer than anything a camera sees: what is hidden is asked here, not how good it is."""
    return partial(passed, judge=False)
