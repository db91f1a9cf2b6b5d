"""Training of Fibrocast's models: one command per model, from a table or a simulator to a complete model folder."""
