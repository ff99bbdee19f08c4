"""Comprehension: whether a passage answers a question, and which of its words do."""
