"""Chats of WhatsApp, as a telephone exports them or somebody pastes them."""
