"""What the pages of the voice area share; each of its tabs has a folder of its own beside this one."""
