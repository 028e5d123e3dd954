"""The addresses of the desk's larger rooms; `amana.desk.urls` puts them together."""
