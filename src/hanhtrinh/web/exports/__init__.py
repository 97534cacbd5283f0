"""Maps and event logs as files."""
