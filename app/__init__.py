"""Questions in, cited answers out: follow-ups, sentence choice, abstention, the page and the command line."""
