"""What senders say: checked at the door, and understood. Messages of the tracking protocol become events and facts.

No I/O, no clock, no randomness: instants, keys and seeds come in as arguments.
"""

from hanhtrinh.collect.understanding import understand

__all__ = ["understand"]
