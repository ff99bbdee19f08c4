"""What Word and PowerPoint files share: the package they are, and what stands in both."""
