"""What drives how people feel overall: relative weights, penalty and reward, peak and end (`docs/drivers.md`)."""
