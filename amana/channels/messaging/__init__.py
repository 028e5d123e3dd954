"""The frame that all messengers share: what each folder fills in, how the folders are found, and the work that is the same for all."""
