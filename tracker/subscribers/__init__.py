"""What a reader of the weekly digest (周报) reaches from a mail, without logging in."""
