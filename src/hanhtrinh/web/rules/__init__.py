"""The rule editor: what counts as a touchpoint, by form, with its numbers while it is edited."""
