"""A filter that tells, in one look at 32 bytes, of nearly every key that is not in a set that it is not.

Split block Bloom filter, as in the Apache Parquet format specification ("Bloom Filter"): a key picks a block of eight
words and one bit in each. With sixteen bits a key about one strange key in a thousand passes.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from hanhtrinh.events.words import Words

Filters = npt.NDArray[np.uint32]
"""Filters × blocks × 8 words."""
_BITS_A_KEY, _BLOCK_BITS, _WORDS = 16, 256, 8


def empty_filters(count: int, keys: int) -> Filters:
    """Return filters for so many keys each."""
    return np.zeros((count, max(1, keys * _BITS_A_KEY // _BLOCK_BITS), _WORDS), np.uint32)


@njit(cache=True, nogil=True)
def add_keys(filters: Filters, number: int, keys: Words) -> None:
    """Add keys (n × 2 words) to one of the filters."""
    blocks = np.uint64(filters.shape[1])
    for i in range(len(keys)):
        block, bits = np.int64(keys[i, 0] % blocks), keys[i, 1]
        for word in range(8):
            filters[number, block, word] |= np.uint32(1) << np.uint32(bits >> np.uint64(5 * word) & np.uint64(31))


@njit(cache=True, nogil=True)
def find_keys(filters: Filters, keys: Words) -> npt.NDArray[np.int64]:
    """Return pairs (key, filter) where a key may be in what a filter was made of."""
    blocks = np.uint64(filters.shape[1])
    found = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for i in range(len(keys)):
        block, bits = np.int64(keys[i, 0] % blocks), keys[i, 1]
        for number in range(len(filters)):
            for word in range(8):
                bit = np.uint32(1) << np.uint32(bits >> np.uint64(5 * word) & np.uint64(31))
                if not filters[number, block, word] & bit:
                    break
            else:
                found.append((np.int64(i), np.int64(number)))
    result = np.empty((len(found), 2), np.int64)
    for i in range(len(found)):
        result[i, 0], result[i, 1] = found[i]
    return result
