"""Telephone exchanges: what they tell of calls while they ring, and the lists they keep of them."""
