"""The database: SQLite in the workspace folder, or PostgreSQL. One schema, one set of statements, two dialects."""
