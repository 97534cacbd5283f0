"""What people do to a map on the page: commands as small values, and the edits they make."""
