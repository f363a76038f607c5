"""Kinds of pictures: each draws a small table with declared columns onto axes, and names what it draws.

A kind draws no legend and no caption: `analysis.figures.frame` makes one for all panels of a figure.
"""
