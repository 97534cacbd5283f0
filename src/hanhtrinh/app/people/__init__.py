"""People: found, looked at, told apart, grouped into segments, merged, exported, erased."""
