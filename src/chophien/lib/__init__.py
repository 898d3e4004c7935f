"""Pure Python that every app may use. Knows no database, no request and no app."""
