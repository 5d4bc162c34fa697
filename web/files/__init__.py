"""Files that officers send and take: lists, imports, workbooks, evidence, the Word file of a digest."""
