"""A month of a fictional press on a simulated clock: does the crawl's timing keep what it promises?"""
