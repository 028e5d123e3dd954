"""What is said on a case by other ways than incoming mail: replies, the portal, call-backs, chats, a model asked."""
