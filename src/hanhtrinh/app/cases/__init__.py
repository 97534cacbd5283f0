"""Use cases of closing the loop: cases are opened by rules or by hand, handled, answered, resolved, and asked again."""
