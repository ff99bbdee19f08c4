"""Whether anything grows while an assistant runs for long; see `benchmarks.endurance.__main__`."""
