"""The product under faults: real processes, real databases, and what must hold afterwards."""
