"""Lessons and quizzes: read once at the start, checked at the door, then trusted."""
