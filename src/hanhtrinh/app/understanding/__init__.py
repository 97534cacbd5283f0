"""Understanding what customers write: every text is read once, kept by digest, and put on the maps."""
