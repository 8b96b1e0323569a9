"""What an operator's tools are told of a running process: alive, ready, and its figures."""
