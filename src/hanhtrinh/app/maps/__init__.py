"""Use cases of the map page: journeys as files, what is asked of their maps, editing, who is behind a number."""
