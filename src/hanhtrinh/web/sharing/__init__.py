"""Maps shared with people who have no account."""
