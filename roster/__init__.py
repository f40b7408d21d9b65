"""Staff rosters as offices keep them: read here, and loaded into the tables beside."""
