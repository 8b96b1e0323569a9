"""What commands have in common: their names, how Discord learns of them, and what each passes before it runs."""
