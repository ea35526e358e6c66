"""Calculations written a second time, row by row and without the product's code."""
