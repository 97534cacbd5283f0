"""Use cases of reviewing: which cells ask to be looked at, who is asked when, and saying that one has looked."""
