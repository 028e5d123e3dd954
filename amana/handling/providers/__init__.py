"""What mail services say of mails of ours: delivered, come back, or called unwanted."""
