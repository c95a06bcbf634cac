"""Papers (文稿): tables, sheets, charts, documents, out of rows and back. No HTTP, no writing."""
