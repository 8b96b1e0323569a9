"""What exists in the sandbox: plain mutable data classes, owned by one ``World``."""
