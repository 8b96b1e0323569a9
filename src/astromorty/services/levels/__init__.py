"""What experience is worth: the curve, what a message gives, which roles a level earns."""
