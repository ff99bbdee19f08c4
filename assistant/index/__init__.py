"""The index of a corpus: library, dense retrieval, snapshots, and building them."""
