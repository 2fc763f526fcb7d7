"""What operators and owners are told: how the program is, and what needs them."""
