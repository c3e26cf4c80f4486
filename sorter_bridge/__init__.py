"""The process beside the return sorter: reads tags, asks the gateway, picks the bin, outlives a dead network.

Nothing is built here yet; the package holds the name and its place in the house.
"""
