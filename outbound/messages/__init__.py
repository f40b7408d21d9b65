"""One function a message: facts in, LINE's JSON out. The words are in `wording/`."""
