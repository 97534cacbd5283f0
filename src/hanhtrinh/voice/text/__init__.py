"""What a text says: its language, how its writer feels, what it is about. Offline, in Vietnamese and English."""
