"""How fast it is, beside the usual pattern and beside the floor; run by hand, never in tests."""
