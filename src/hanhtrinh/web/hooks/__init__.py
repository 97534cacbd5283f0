"""Pages of webhooks, among the settings."""
