"""The checks of a survey, one module a subject: each yields what it found, with its place."""
