"""What the defence believes is in the air: one picture for each net, made from the plots of all its radars."""
