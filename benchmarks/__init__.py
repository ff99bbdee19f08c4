"""Measurements, one module each, named after what they measure."""
