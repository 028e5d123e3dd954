"""Short messages by telephone, through the interface of Twilio and of whoever offers the same."""
