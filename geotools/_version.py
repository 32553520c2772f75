"""The version of the product, read by the packaging and printed on every output."""

__version__ = "0.1.0"
