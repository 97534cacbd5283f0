"""The tests, and the processes they start."""

import gc

# Half of a quick test's time went into looking for cycles among all that is loaded. The program looks more seldom still
# (`hanhtrinh.cli`).
gc.set_threshold(50_000, 20, 20)
