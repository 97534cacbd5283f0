"""Where things are kept: the workspace folder and the lake."""
