"""Our retrieval beside the usual methods and beside libraries that people would pick instead.

`python -m benchmarks.retrieval [SQUAD_FILE ...]` measures all on the same questions, passages and
encoder, prints the figures and keeps them in `benchmarks/results/retrieval.json`;
`python -m benchmarks.retrieval.page` writes the table of docs/benchmarks.md from there. Libraries
that rerank read ten to forty passages a question, so all questions of a SQuAD file take hours (see
`--every`).
"""
