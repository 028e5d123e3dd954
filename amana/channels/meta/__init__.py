"""What WhatsApp and Messenger have in common, since both are reached by the Graph API of Meta."""
