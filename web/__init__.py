"""The officers' pages: what the commands show, in a browser; reads through the jobs, writes decisions."""
