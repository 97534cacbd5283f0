"""Asking people: on pages and by e-mail, within the workspace's contact budget, each yes and no explained."""
