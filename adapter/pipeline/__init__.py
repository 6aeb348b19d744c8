"""The journey of a message: accept before the outbox, deliver after it, and both at a desk from one file."""
