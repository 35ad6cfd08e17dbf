"""The school's list of people: files in, a plan out."""
