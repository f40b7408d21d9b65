"""What codes say and how they look: pure functions from facts to bytes."""
