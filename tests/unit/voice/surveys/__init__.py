"""What surveys are and how they lead on."""
