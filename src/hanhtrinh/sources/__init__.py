"""Where events come from: files of several forms, read through a mapping."""
