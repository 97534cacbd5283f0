"""Surveys in the voice area: the list, the builder with its preview, and what came of each."""
