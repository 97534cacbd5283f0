"""The server, piece by piece."""
