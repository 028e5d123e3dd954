"""Writing by a messenger: what every message of ours there has in common, and a word the product says by itself."""
