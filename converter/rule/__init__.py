"""What a rule may be: the bounds of its size, and of the time that it takes."""
