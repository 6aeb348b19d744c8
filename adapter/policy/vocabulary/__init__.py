"""The facts that rules may ask for, by source; `questions.py` beside this package unites them."""
