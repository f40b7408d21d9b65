"""Processes that act without being asked: the worker and the timetable."""
