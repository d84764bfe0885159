"""What goes in and out of the API, by subject. Names are those of the glossary."""
