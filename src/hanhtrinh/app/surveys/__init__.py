"""Use cases of surveys: made, changed by several at once, opened as versions, copied, and what came of them."""
