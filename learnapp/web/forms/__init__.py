"""The forms of the rooms."""
