"""What the advisor learns from, and how: a corpus of invented messages, and one command that makes its weights."""
