"""The tab "asking" of the voice area: budget, what asks, what came of it, and why people were (not) asked."""
