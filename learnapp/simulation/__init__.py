"""Simulated people: scenarios from files, and the director who decides which lines are visible."""
