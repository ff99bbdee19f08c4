"""What a rebuild takes beside a full build; see `benchmarks.rebuild.__main__`."""
