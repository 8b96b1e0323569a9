"""Which snippet a misspelt name stands for: in the process, or asked of the database."""
