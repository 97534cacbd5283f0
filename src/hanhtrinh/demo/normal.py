"""The normal distribution over arrays, to the last digits of a float and without a library of its own for it."""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]

# P. J. Acklam's rational approximation (2003, relative error below 1.15e-9), made exact by Halley's method.
_A = (-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.383577518672690e2, -3.066479806614716e1, 2.506628277459239)  # fmt: skip # noqa: E501
_B = (-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1)
_C = (-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783)  # fmt: skip # noqa: E501
_D = (7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416)
_TAIL = 0.02425


def ndtr(x: npt.ArrayLike) -> Floats:
    """Return the standard normal's share at or below x."""
    values = np.atleast_1d(np.asarray(x, np.float64))
    return _ndtr(values.ravel()).reshape(np.shape(x))


def ndtri(share: Floats) -> Floats:
    """Return where the standard normal reaches shares between 0 and 1, both excluded."""
    return _ndtri(np.ascontiguousarray(share, np.float64).ravel()).reshape(np.shape(share))


@njit(cache=True, nogil=True)
def _ndtr(x: Floats) -> Floats:
    result = np.empty_like(x)
    for i in range(len(x)):
        result[i] = 0.5 * math.erfc(-x[i] / math.sqrt(2.0))
    return result


@njit(cache=True, nogil=True)
def _tail(p: float) -> float:
    q = math.sqrt(-2.0 * math.log(p))
    above = ((((_C[0] * q + _C[1]) * q + _C[2]) * q + _C[3]) * q + _C[4]) * q + _C[5]
    return above / ((((_D[0] * q + _D[1]) * q + _D[2]) * q + _D[3]) * q + 1.0)


@njit(cache=True, nogil=True)
def _guess(p: float) -> float:
    if p < _TAIL:
        return _tail(p)
    q = p - 0.5
    r = q * q
    above = (((((_A[0] * r + _A[1]) * r + _A[2]) * r + _A[3]) * r + _A[4]) * r + _A[5]) * q
    return above / (((((_B[0] * r + _B[1]) * r + _B[2]) * r + _B[3]) * r + _B[4]) * r + 1.0)


@njit(cache=True, nogil=True)
def _ndtri(share: Floats) -> Floats:
    result = np.empty_like(share)
    for i in range(len(share)):
        # The upper half is the lower one mirrored: near 1 a share has no digits left to correct by.
        p = min(share[i], 1.0 - share[i])
        x = _guess(p)
        for _ in range(2):
            error = 0.5 * math.erfc(-x / math.sqrt(2.0)) - p
            u = error * math.sqrt(2.0 * math.pi) * math.exp(x * x / 2.0)
            x -= u / (1.0 + x * u / 2.0)
        result[i] = x if share[i] <= 0.5 else -x
    return result
