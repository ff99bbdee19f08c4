"""Training of the model of comprehension: which words of a passage answer, and whether any do."""
