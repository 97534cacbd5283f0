"""Searching for what no test has met yet: property tests with new random examples, and more of them."""

import os
from collections.abc import Iterable
from typing import Any

from hypothesis import is_hypothesis_test, settings

TIMES = int(os.environ.get("SEARCH_TIMES", "0"))
"""How many times as many examples a property test tries as its settings say; 0 where it tries the same every time."""
SHARE, FEW = 0.5, 25
"""What `make test` tries of them, and the number it never goes below: those it tries are the same every time, and what
nobody has met yet is sought by a search."""


def deepen(tests: Iterable[Any], times: float) -> None:
    """Let property tests try so many times as many examples, but never fewer than a few where they have as many.

    Settings are given once, by a decorator; Hypothesis has no public way to give others to a test that has some, so
    its own attribute is written, as its other integrations do. `unit/test_searching.py` holds that it is still obeyed.
    """
    for test in tests:
        if test is not None and is_hypothesis_test(test):
            given = test._hypothesis_internal_use_settings
            most = max(round(given.max_examples * times), min(given.max_examples, FEW))
            test._hypothesis_internal_use_settings = settings(given, max_examples=most)
