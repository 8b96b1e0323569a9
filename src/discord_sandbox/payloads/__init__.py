"""State to Discord's JSON. IDs are strings here and integers everywhere else."""
