"""Use cases of priorities: opportunities graded, backed with customers' words, followed to what was shipped."""
