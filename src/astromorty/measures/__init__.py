"""A measure against members, whatever has it taken: against whom, what is done in which order, and what is said."""
