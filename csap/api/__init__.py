"""The API for programmes, /api/v1: bearer tokens, JSON, problems (RFC 9457). Desk, Drafts and acts are the web's."""
