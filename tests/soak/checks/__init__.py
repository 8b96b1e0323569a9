"""What must be true after a run, whatever was broken in it: each check returns one line for each violation."""
