"""From what is asked to an answer: sentences, the gate, and the shape they are given in."""
