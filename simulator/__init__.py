"""A stand-in LINE Platform over HTTP, with a page like a phone; a process of its own."""
