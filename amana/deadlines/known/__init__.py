"""The rules and offices that come with the product, by part of the world; rows made of them are anybody's to put right."""
