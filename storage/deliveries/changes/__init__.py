"""Changes of meetings: recorded with the change, then added to the outbox in batches."""
