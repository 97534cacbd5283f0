"""What senders say, understood: the tracking protocol's messages become events and facts. No I/O, no clock."""
