"""The only way anything leaves: outbox rows, the rules asked again, and LINE's client."""
