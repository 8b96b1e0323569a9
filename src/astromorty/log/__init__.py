"""What leaves the process about what it does, as lines and as error reports: without secrets."""
