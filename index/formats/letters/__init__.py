"""What mails are made of, whichever program wrote them: the letter, what it quotes, invitations and cards."""
