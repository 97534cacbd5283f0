"""The inbox of the voice area: answers and what is said elsewhere, one list and one page an answer."""
