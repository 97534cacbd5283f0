"""What customers are asked and say: surveys and their logic, whom to ask when, and what a text means.

Nothing here reads a file, a clock or a random number: they come in as arguments.
"""
