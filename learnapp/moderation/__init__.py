"""The school protocol as data, and the engine that judges a message by it."""
