"""Language models of any server that speaks as OpenAI does: set up, agreed to, and asked."""
