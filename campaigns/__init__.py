"""Campaign files, one YAML per office and fiscal year, and how they are read."""
