"""People's timelines: dictionaries, the frame, and the lens that reads it with a journey's rules."""
