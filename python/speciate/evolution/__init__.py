"""What is learnt: the loop of ask and tell, its state, and the algorithms."""
