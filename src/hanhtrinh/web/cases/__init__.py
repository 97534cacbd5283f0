"""Pages of cases: the board, the list, one case, the rules that open them, and whether it helps."""
