"""Mail: claimed from the outbox, written through the recipient's own desk, given to a server by SMTP."""
