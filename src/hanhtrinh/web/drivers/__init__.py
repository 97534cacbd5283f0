"""The page of drivers: what makes people's overall score."""
