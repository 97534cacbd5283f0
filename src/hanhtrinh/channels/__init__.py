"""What carries messages out of the house: one folder a channel, each of the same shape."""
