"""The living map: its page, what is pushed to it, the doors behind its numbers, editing, and the list of journeys."""
