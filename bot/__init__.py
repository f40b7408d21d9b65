"""The Flask app: pages, webhook and commands, each a thin door."""
