"""What counts as a touchpoint: its rule drafted, counted while it is drafted, saved; events on no step adopted."""
