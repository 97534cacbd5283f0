"""What colleagues say about places on a map: threads, whom they name, what is settled."""
