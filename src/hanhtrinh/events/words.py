"""Hashes as columns of 64-bit words; apart from what computes them, whose compiler takes time and memory to load."""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
