"""The normal distribution of the demo against scipy's."""

import numpy as np
import pytest
from scipy import special

from hanhtrinh.demo.normal import ndtr, ndtri


def test_shares_are_scipys():
    """Shares agree to the last digits, far into both tails, and keep their shape."""
    x = np.linspace(-30, 30, 6_000).reshape(2, 3_000)
    assert ndtr(x).shape == x.shape
    np.testing.assert_allclose(ndtr(x), special.ndtr(x), rtol=1e-12, atol=0)
    assert float(ndtr(0.0)) == pytest.approx(0.5, abs=0)


def test_quantiles_are_scipys():
    """Quantiles agree to the last digits over thirteen orders of magnitude of the share."""
    share = np.concatenate([np.logspace(-13, -1, 2_000), np.linspace(0.1, 0.9, 2_000), 1 - np.logspace(-1, -13, 2_000)])
    np.testing.assert_allclose(ndtri(share), special.ndtri(share), rtol=1e-11, atol=1e-15)
