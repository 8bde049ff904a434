"""What an answer says that can be held against something: sentences, figures, citations, quotations and names."""
