"""Taking in: what customers say elsewhere by file, hook and mailbox, surveys of other tools, and answers given out."""
