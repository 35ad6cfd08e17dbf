"""Detectors: small pure functions that find words in a message. A rule names one."""
