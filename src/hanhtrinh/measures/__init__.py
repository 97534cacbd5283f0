"""One module a question; every answer is a sum over people."""
