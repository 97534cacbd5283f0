"""People: who is who, what is known of them, and which of them a rule means. No I/O, no clock."""
