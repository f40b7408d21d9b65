"""What is printed: facts in, bytes out. No database, no clock, and no name it was not given."""
