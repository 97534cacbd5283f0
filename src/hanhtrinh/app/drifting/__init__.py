"""Use cases of drift: a journey is looked at, what drifted is told once, people say that they have seen it."""
