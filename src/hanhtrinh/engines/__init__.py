"""Where measures run: threads of this machine, later a cluster. Nothing else knows which."""
