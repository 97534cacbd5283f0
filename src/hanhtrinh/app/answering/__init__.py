"""Answering surveys: what a link leads to, what becomes of what is sent, and how answers become events."""
