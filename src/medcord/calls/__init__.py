"""Calls between the parties: regular, ad hoc and emergency, with agenda, attendance, decisions and what follows."""
