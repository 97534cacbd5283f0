"""Closing the loop: what opens a case, how a case goes on, when it is due, and whether it helped."""
