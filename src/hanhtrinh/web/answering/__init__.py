"""The pages on which surveys are answered: hosted, by invitation, at a kiosk; and where their links are shared."""
