"""Pages of what drifted from a map."""
