"""What is made from the description of the ABI, a module for each kind."""
