"""What needs an answer: matters, their cases, the register of claims."""
