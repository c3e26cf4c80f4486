"""3M Standard Interchange Protocol 2.00: what kiosks (SC) and the library system (ACS) say to each other."""
