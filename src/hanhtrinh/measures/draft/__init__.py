"""A journey proposed from events alone: touchpoints, their order, stages, rules and names, each with its reason."""
