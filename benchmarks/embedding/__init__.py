"""Embedding passages, a cold question and the memory of the chat, beside the usual libraries."""
