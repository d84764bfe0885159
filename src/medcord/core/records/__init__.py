"""Records for the public: exemptions, cutting passages out, and how long a case is kept. Pure."""
