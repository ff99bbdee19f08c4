"""Libraries that people would pick instead, each set up as its documentation has it.

All are given the same passages and the same encoder, and those that rerank the same cross-encoder,
which reads as many passages as the library's documentation has it read. They run in an environment
of their own, made from `requirements.txt` (every package pinned; the ones asked for are in
`requirements.in`).
"""
