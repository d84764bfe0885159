"""Records for the public: what somebody asks for, what is withheld, what leaves, and how long a case is kept."""
