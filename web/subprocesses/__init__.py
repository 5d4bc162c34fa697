"""Commands that run as processes beside the pages, never in them."""
