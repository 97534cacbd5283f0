"""Use cases of webhooks: whom to tell, telling them from an outbox with retries, what became of it."""
