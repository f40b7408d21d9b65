"""Figures for people, from the counters."""
