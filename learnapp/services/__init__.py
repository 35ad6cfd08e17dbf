"""What people do: queries and rules. Takes a session, never commits."""
