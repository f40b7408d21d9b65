"""The survey's arithmetic and wording of dates, codes and names: pure functions, no I/O."""
