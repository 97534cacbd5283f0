"""Reading mailboxes over IMAP."""

from hanhtrinh.channels.imap.reader import ImapReader

__all__ = ["ImapReader"]
