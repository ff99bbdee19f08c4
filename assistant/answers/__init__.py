"""What the documents say to a question: composed of passages, or listed from the catalogue."""
