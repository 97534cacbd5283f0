"""What the use cases need of the world, as Protocols. Stores and sources keep them; `bootstrap` brings them together."""
