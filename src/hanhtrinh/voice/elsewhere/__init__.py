"""What customers say elsewhere: reviews, tickets, chats, calls, e-mails and mentions, as their tools tell of them."""
