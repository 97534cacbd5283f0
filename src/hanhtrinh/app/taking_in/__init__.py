"""Taking in what customers say elsewhere: by hook, from mailboxes and files; and giving answers out."""
