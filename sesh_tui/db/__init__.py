"""The local SQLite replica: opening, migrating, transactions, repositories, undo history."""
