"""The inbox: everything customers answered and said, found by what it is, and what colleagues note at it."""
