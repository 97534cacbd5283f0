"""Johnson's relative weights: how much of what is explained each predictor explains, when predictors go together.

Correlated predictors are replaced by the orthogonal ones nearest to them; the weight of a predictor is what those
explain of the outcome, shared out by how much of each is the predictor's own. Weights are shares of variance, never
negative, and sum to R². Source: Johnson (2000), Multivariate Behavioral Research 35:1.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SMALLEST = 1e-3
"""Correlation matrices get no eigenvalue below this: pairwise correlations need not belong to any one sample."""


def positive_definite(correlations: Floats) -> tuple[Floats, Floats]:
    """Return the matrices (…, p, p) with eigenvalues of at least `SMALLEST` and ones on the diagonal again, and the
    largest change made to any correlation of each (0 where none was needed).

    Source: Rebonato & Jäckel (1999), the spectral method.
    """
    values, vectors = np.linalg.eigh(correlations)
    low = values.min(axis=-1, initial=1.0) < SMALLEST
    lifted = np.einsum("...ij,...j,...kj->...ik", vectors, np.maximum(values, SMALLEST), vectors)
    scale = 1 / np.sqrt(np.einsum("...ii->...i", lifted))
    lifted = lifted * scale[..., :, None] * scale[..., None, :]
    fixed = np.where(low[..., None, None], lifted, correlations)
    return fixed, np.abs(fixed - correlations).max(axis=(-1, -2), initial=0.0)


def relative_weights(predictors: Floats, outcome: Floats) -> Floats:
    """Return the relative weights (…, p) of predictors with correlations (…, p, p), and (…, p) with the outcome.

    The matrices must be positive definite. The sum over predictors is R² of the regression on all of them.

    >>> one = relative_weights(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.5, 0.3]))
    >>> one.round(4).tolist()
    [0.25, 0.09]
    """
    values, vectors = np.linalg.eigh(predictors)
    root = np.sqrt(np.maximum(values, 0.0))
    loadings = np.einsum("...ij,...j,...kj->...ik", vectors, root, vectors)
    betas = np.linalg.solve(loadings, outcome[..., None])[..., 0]
    weights: Floats = np.einsum("...ij,...j->...i", loadings**2, betas**2)
    return weights
