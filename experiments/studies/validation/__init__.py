"""Every closed form that must come out of the model, by ID, with the sample that it takes.

A module a subject; each lists its validations in ``VALIDATIONS``.
"""
