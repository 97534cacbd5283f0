"""The funnel's compiled kernels: one fast path and one general scan per order."""
