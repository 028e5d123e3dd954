"""One file for each thing that is measured: from the rows of one week to figures by person and team."""
