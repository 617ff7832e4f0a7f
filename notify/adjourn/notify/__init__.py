"""The process that tells others: it claims rows of the outbox, and sends them."""
