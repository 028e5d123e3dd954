"""Companies and how to reach them: looking one up, putting right what is said of it, bringing in what others keep."""
