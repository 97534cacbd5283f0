"""Use cases of drivers: what makes people's overall score, read over all timelines."""
