"""What is known about a draft before it is sent: what it promises, whom else it mentions, what there is to say about it."""
