"""Living maps: all timelines kept current in memory, and the maps over them (`docs/live.md`)."""
