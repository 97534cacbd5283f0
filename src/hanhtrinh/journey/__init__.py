"""What a map is: its model, rules, text form, checks and templates."""
