"""Pages and pictures of studies: one module for each kind of question, and the report that puts them together."""
