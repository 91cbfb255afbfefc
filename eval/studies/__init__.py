"""What settings and checks are worth: fits, ablations, alterations of gold sentences."""
