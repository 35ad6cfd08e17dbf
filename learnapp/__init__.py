"""Oefenplein: a classroom practice square for media literacy."""
